#[allow(deprecated, unused_qualifications)]
const _: () = {
    use shop::runtime::__private as __runtime;
    const __CONTRACT: &__runtime::Schema = <shop::RequestContext as __runtime::Baggage>::SCHEMA;
    static __FIELDS: [__runtime::Field; 1] = [
        __runtime::Field::new(
            __runtime::inherit(
                __CONTRACT,
                __runtime::FieldDef {
                    rust_type: "Tier",
                    line: 0,
                    doc: "Pro plans skip the queue.",
                    ..__runtime::FieldDef::new(
                        "tier",
                        "tier",
                        <Tier as __runtime::BaggageValue>::TYPE,
                    )
                },
            ),
        ),
    ];
    static __KEYS: [__runtime::KeyEntry; __runtime::count_keys(&__FIELDS)] = __runtime::key_table(
        &__FIELDS,
    );
    static __SCHEMA: __runtime::Schema = __runtime::Schema::new(__runtime::SchemaDef {
        name: "CheckoutIn",
        crate_name: ::core::env!("CARGO_PKG_NAME"),
        file: "",
        line: 0,
        doc: "",
        fields: &__FIELDS,
        keys: &__KEYS,
        max_bytes: __CONTRACT.max_bytes(),
        contract: ::core::option::Option::Some(__CONTRACT),
    });
    #[automatically_derived]
    impl __runtime::Baggage for CheckoutIn {
        const SCHEMA: &'static __runtime::Schema = &__SCHEMA;
        #[inline]
        fn decode_fields(
            __source: &mut __runtime::Source<'_, '_>,
        ) -> ::core::result::Result<Self, __runtime::DecodeError> {
            let mut __field0 = ::core::option::Option::None;
            <Tier as __runtime::BaggageValue>::read_field(
                __source,
                0,
                &__FIELDS[0],
                &mut __field0,
            );
            ::core::result::Result::Ok(Self {
                tier: match __field0 {
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
            <Tier as __runtime::BaggageValue>::write_field(
                &self.tier,
                __sink,
                &__FIELDS[0],
            );
        }
    }
    const _: () = __runtime::check_contract(__CONTRACT, &__FIELDS[0]);
    const _: () = __runtime::check_budget(&__SCHEMA);
};
