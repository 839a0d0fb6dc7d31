#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    static __PARTS: [__runtime::Part; 2] = [
        __runtime::Part::Flatten(<Who as __runtime::Baggage>::SCHEMA),
        __runtime::Part::Field(
            __runtime::Field::new(__runtime::FieldDef {
                rust_type: "u8",
                line: 0,
                doc: "",
                ..__runtime::FieldDef::new(
                    "hops",
                    "hops",
                    <u8 as __runtime::BaggageValue>::TYPE,
                )
            }),
        ),
    ];
    const __SLOT0: usize = __runtime::slot_of(&__PARTS, 0);
    const __SLOT1: usize = __runtime::slot_of(&__PARTS, 1);
    static __FIELDS: [__runtime::Field; __runtime::slot_of(&__PARTS, 2)] = __runtime::flatten(
        &__PARTS,
    );
    static __KEYS: [__runtime::KeyEntry; __runtime::count_keys(&__FIELDS)] = __runtime::key_table(
        &__FIELDS,
    );
    static __SCHEMA: __runtime::Schema = __runtime::Schema::new(__runtime::SchemaDef {
        name: "Context",
        crate_name: ::core::env!("CARGO_PKG_NAME"),
        file: "",
        line: 0,
        doc: "",
        fields: &__FIELDS,
        keys: &__KEYS,
        max_bytes: 1024,
        contract: ::core::option::Option::None,
    });
    #[automatically_derived]
    impl __runtime::Baggage for Context {
        const SCHEMA: &'static __runtime::Schema = &__SCHEMA;
        #[inline]
        fn decode_fields(
            __source: &mut __runtime::Source<'_, '_>,
        ) -> ::core::result::Result<Self, __runtime::DecodeError> {
            let __field0 = <Who as __runtime::Baggage>::read_part(__source, __SLOT0);
            let mut __field1 = ::core::option::Option::None;
            <u8 as __runtime::BaggageValue>::read_field(
                __source,
                __SLOT1,
                &__FIELDS[__SLOT1],
                &mut __field1,
            );
            ::core::result::Result::Ok(Self {
                who: match __field0 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                hops: match __field1 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
            })
        }
        #[inline]
        fn encode_fields(&self, __sink: &mut __runtime::Sink<'_>) {
            <Who as __runtime::Baggage>::encode_fields(&self.who, __sink);
            <u8 as __runtime::BaggageValue>::write_field(
                &self.hops,
                __sink,
                &__FIELDS[__SLOT1],
            );
        }
    }
    const _: () = __runtime::check_flatten(&__PARTS, 0);
    const _: () = __runtime::check_field(&__FIELDS[__SLOT1]);
    const _: () = __runtime::check_budget(&__SCHEMA);
};
