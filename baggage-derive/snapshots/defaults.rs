#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    static __FIELDS: [__runtime::Field; 3] = [
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "bool",
            line: 0,
            doc: "",
            default: __runtime::Default::Type,
            ..__runtime::FieldDef::new(
                "premium",
                "premium",
                <bool as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u8",
            line: 0,
            doc: "",
            default: __runtime::Default::Expr,
            ..__runtime::FieldDef::new(
                "retries",
                "retries",
                <u8 as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u8",
            line: 0,
            doc: "",
            default: __runtime::Default::Type,
            default_on_error: true,
            ..__runtime::FieldDef::new(
                "limit",
                "limit",
                <u8 as __runtime::BaggageValue>::TYPE,
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
            let mut __field0 = ::core::option::Option::None;
            <bool as __runtime::BaggageValue>::read_field_or(
                __source,
                0,
                &__FIELDS[0],
                || <bool as ::core::default::Default>::default(),
                &mut __field0,
            );
            let mut __field1 = ::core::option::Option::None;
            <u8 as __runtime::BaggageValue>::read_field_or(
                __source,
                1,
                &__FIELDS[1],
                || 3,
                &mut __field1,
            );
            let mut __field2 = ::core::option::Option::None;
            <u8 as __runtime::BaggageValue>::read_field_or(
                __source,
                2,
                &__FIELDS[2],
                || <u8 as ::core::default::Default>::default(),
                &mut __field2,
            );
            ::core::result::Result::Ok(Self {
                premium: match __field0 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                retries: match __field1 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                limit: match __field2 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                started: Instant::now(),
            })
        }
        #[inline]
        fn encode_fields(&self, __sink: &mut __runtime::Sink<'_>) {
            <bool as __runtime::BaggageValue>::write_field_or(
                &self.premium,
                __sink,
                &__FIELDS[0],
                || <bool as ::core::default::Default>::default(),
            );
            <u8 as __runtime::BaggageValue>::write_field_or(
                &self.retries,
                __sink,
                &__FIELDS[1],
                || 3,
            );
            <u8 as __runtime::BaggageValue>::write_field_or(
                &self.limit,
                __sink,
                &__FIELDS[2],
                || <u8 as ::core::default::Default>::default(),
            );
        }
    }
    const _: () = __runtime::check_field(&__FIELDS[0]);
    const _: () = __runtime::check_field(&__FIELDS[1]);
    const _: () = __runtime::check_field(&__FIELDS[2]);
    const _: () = __runtime::check_budget(&__SCHEMA);
};
