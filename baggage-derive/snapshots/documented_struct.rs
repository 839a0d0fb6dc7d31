#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    static __FIELDS: [__runtime::Field; 4] = [
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u64",
            line: 0,
            doc: "",
            aliases: &["shop.id"],
            write_once: true,
            written_by: &["gateway"],
            read_by: &["checkout", "payments"],
            owner: ::core::option::Option::Some("team-identity"),
            class: __runtime::Class::Pii,
            since: ::core::option::Option::Some("1.2"),
            from_client: true,
            public: true,
            ..__runtime::FieldDef::new(
                "user_id",
                "shop.userId",
                <u64 as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u8",
            line: 0,
            doc: "",
            deprecated: ::core::option::Option::Some(__runtime::Deprecated {
                since: ::core::option::Option::Some("2.0"),
                replaced_by: ::core::option::Option::Some("plan"),
                note: ::core::option::Option::Some("merged"),
            }),
            ..__runtime::FieldDef::new(
                "old_plan",
                "shop.oldPlan",
                <u8 as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "Vec<String>",
            line: 0,
            doc: "",
            max_len: ::core::option::Option::Some(24),
            max_items: ::core::option::Option::Some(4),
            token: true,
            separator: b'|',
            ..__runtime::FieldDef::new(
                "features",
                "shop.features",
                <Vec<String> as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u32",
            line: 0,
            doc: "",
            allow_sensitive: ::core::option::Option::Some("opens nothing"),
            ..__runtime::FieldDef::new(
                "session_id",
                "shop.sessionId",
                <u32 as __runtime::BaggageValue>::TYPE,
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
        max_bytes: 512,
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
            <u8 as __runtime::BaggageValue>::read_field(
                __source,
                1,
                &__FIELDS[1],
                &mut __field1,
            );
            let mut __field2 = ::core::option::Option::None;
            <Vec<
                String,
            > as __runtime::BaggageValue>::read_field(
                __source,
                2,
                &__FIELDS[2],
                &mut __field2,
            );
            let mut __field3 = ::core::option::Option::None;
            <u32 as __runtime::BaggageValue>::read_field(
                __source,
                3,
                &__FIELDS[3],
                &mut __field3,
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
                old_plan: match __field1 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                features: match __field2 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                session_id: match __field3 {
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
            <u8 as __runtime::BaggageValue>::write_field(
                &self.old_plan,
                __sink,
                &__FIELDS[1],
            );
            <Vec<
                String,
            > as __runtime::BaggageValue>::write_field(
                &self.features,
                __sink,
                &__FIELDS[2],
            );
            <u32 as __runtime::BaggageValue>::write_field(
                &self.session_id,
                __sink,
                &__FIELDS[3],
            );
        }
    }
    const _: () = __runtime::check_field(&__FIELDS[0]);
    const _: () = __runtime::check_field(&__FIELDS[1]);
    const _: () = __runtime::check_field(&__FIELDS[2]);
    const _: () = __runtime::check_field(&__FIELDS[3]);
    const _: () = __runtime::check_budget(&__SCHEMA);
};
