#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    static __FIELDS: [__runtime::Field; 2] = [
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u64",
            line: 0,
            doc: "Numeric account id.",
            ..__runtime::FieldDef::new(
                "user_id",
                "user_id",
                <u64 as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "Option<u8>",
            line: 0,
            doc: "",
            ..__runtime::FieldDef::new(
                "region",
                "region",
                <Option<u8> as __runtime::BaggageValue>::TYPE,
            )
        }),
    ];
    static __KEYS: [__runtime::KeyEntry; __runtime::count_keys(&__FIELDS)] = __runtime::key_table(
        &__FIELDS,
    );
    static __SCHEMA: __runtime::Schema = __runtime::Schema::new(__runtime::SchemaDef {
        name: "Context",
        crate_name: ::core::env!("CARGO_PKG_NAME"),
        file: "",
        line: 0,
        doc: "What the shop knows.",
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
            let mut __field0 = ::core::option::Option::None;
            <u64 as __runtime::BaggageValue>::read_field(
                __source,
                0,
                &__FIELDS[0],
                &mut __field0,
            );
            let mut __field1 = ::core::option::Option::None;
            <Option<
                u8,
            > as __runtime::BaggageValue>::read_field(
                __source,
                1,
                &__FIELDS[1],
                &mut __field1,
            );
            ::core::result::Result::Ok(Self {
                user_id: match __field0 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                region: match __field1 {
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
            <u64 as __runtime::BaggageValue>::write_field(
                &self.user_id,
                __sink,
                &__FIELDS[0],
            );
            <Option<
                u8,
            > as __runtime::BaggageValue>::write_field(
                &self.region,
                __sink,
                &__FIELDS[1],
            );
        }
    }
    const _: () = __runtime::check_field(&__FIELDS[0]);
    const _: () = __runtime::check_field(&__FIELDS[1]);
    const _: () = __runtime::check_budget(&__SCHEMA);
};
