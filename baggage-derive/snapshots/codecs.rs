#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    struct __Codec0;
    #[automatically_derived]
    impl __runtime::FieldCodec<u8> for __Codec0 {
        #[inline]
        fn decode(
            __text: __runtime::Text<'_>,
        ) -> ::core::result::Result<u8, __runtime::ErrorKind> {
            type __Number = u8;
            <__Number as __runtime::Number>::decode_within(__text, [1, 5], true)
        }
        #[inline]
        fn encode(
            __value: &u8,
            __out: &mut __runtime::ValueWriter<'_>,
        ) -> ::core::result::Result<(), __runtime::ErrorKind> {
            type __Number = u8;
            <__Number as __runtime::Number>::encode_within(__value, __out, [1, 5], true)
        }
    }
    struct __Codec1;
    #[automatically_derived]
    impl __runtime::FieldCodec<f64> for __Codec1 {
        #[inline]
        fn decode(
            __text: __runtime::Text<'_>,
        ) -> ::core::result::Result<f64, __runtime::ErrorKind> {
            type __Number = f64;
            <__Number as __runtime::Number>::decode_within(
                __text,
                [<__Number as __runtime::Number>::MIN, LIMIT],
                false,
            )
        }
        #[inline]
        fn encode(
            __value: &f64,
            __out: &mut __runtime::ValueWriter<'_>,
        ) -> ::core::result::Result<(), __runtime::ErrorKind> {
            type __Number = f64;
            <__Number as __runtime::Number>::encode_within(
                __value,
                __out,
                [<__Number as __runtime::Number>::MIN, LIMIT],
                false,
            )
        }
    }
    struct __Codec2;
    #[automatically_derived]
    impl __runtime::FieldCodec<Version> for __Codec2 {
        #[inline]
        fn decode(
            __text: __runtime::Text<'_>,
        ) -> ::core::result::Result<Version, __runtime::ErrorKind> {
            <Version as __runtime::DisplayFromStr>::decode_displayed(__text)
        }
        #[inline]
        fn encode(
            __value: &Version,
            __out: &mut __runtime::ValueWriter<'_>,
        ) -> ::core::result::Result<(), __runtime::ErrorKind> {
            <Version as __runtime::DisplayFromStr>::encode_displayed(__value, __out)
        }
    }
    struct __Codec3;
    #[automatically_derived]
    impl __runtime::FieldCodec<Tag> for __Codec3 {
        #[inline]
        fn decode(
            __text: __runtime::Text<'_>,
        ) -> ::core::result::Result<Tag, __runtime::ErrorKind> {
            __runtime::Text::with_bounded_str(
                __text,
                |__text| {
                    let __value: ::core::result::Result<Tag, _> = crate::hex::decode(
                        __text,
                    );
                    ::core::result::Result::map_err(
                        __value,
                        |_| __runtime::ErrorKind::Invalid,
                    )
                },
            )
        }
        #[inline]
        fn encode(
            __value: &Tag,
            __out: &mut __runtime::ValueWriter<'_>,
        ) -> ::core::result::Result<(), __runtime::ErrorKind> {
            let __encoded = crate::hex::encode(__value);
            __runtime::ValueWriter::text(
                __out,
                ::core::convert::AsRef::<str>::as_ref(&__encoded),
            )
        }
    }
    static __FIELDS: [__runtime::Field; 4] = [
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "u8",
            line: 0,
            doc: "",
            range: ::core::option::Option::Some("1..=5"),
            ..__runtime::FieldDef::new(
                "stars",
                "stars",
                <u8 as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "Option<f64>",
            line: 0,
            doc: "",
            range: ::core::option::Option::Some("..LIMIT"),
            ..__runtime::FieldDef::new(
                "share",
                "share",
                <Option<f64> as __runtime::BaggageValue>::TYPE,
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "Version",
            line: 0,
            doc: "",
            max_len: ::core::option::Option::Some(8),
            ..__runtime::FieldDef::new(
                "version",
                "version",
                __runtime::ValueType::unbounded(__runtime::WireType::String),
            )
        }),
        __runtime::Field::new(__runtime::FieldDef {
            rust_type: "Tag",
            line: 0,
            doc: "",
            max_len: ::core::option::Option::Some(8),
            default: __runtime::Default::Type,
            ..__runtime::FieldDef::new(
                "tag",
                "tag",
                __runtime::ValueType::unbounded(__runtime::WireType::String),
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
            __runtime::Source::field::<
                u8,
                __Codec0,
            >(__source, 0, &__FIELDS[0], &mut __field0);
            let mut __field1 = ::core::option::Option::None;
            __runtime::Source::field::<
                Option<f64>,
                __runtime::Optional<__Codec1>,
            >(__source, 1, &__FIELDS[1], &mut __field1);
            let mut __field2 = ::core::option::Option::None;
            __runtime::Source::field::<
                Version,
                __Codec2,
            >(__source, 2, &__FIELDS[2], &mut __field2);
            let mut __field3 = ::core::option::Option::None;
            __runtime::Source::field_or::<
                Tag,
                __Codec3,
            >(
                __source,
                3,
                &__FIELDS[3],
                || <Tag as ::core::default::Default>::default(),
                &mut __field3,
            );
            ::core::result::Result::Ok(Self {
                stars: match __field0 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                share: match __field1 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                version: match __field2 {
                    ::core::option::Option::Some(__value) => __value,
                    ::core::option::Option::None => {
                        return ::core::result::Result::Err(
                            __runtime::Source::error(__source),
                        );
                    }
                },
                tag: match __field3 {
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
            __runtime::Sink::field::<u8, __Codec0>(__sink, &__FIELDS[0], &self.stars);
            __runtime::Sink::field::<
                Option<f64>,
                __runtime::Optional<__Codec1>,
            >(__sink, &__FIELDS[1], &self.share);
            __runtime::Sink::field::<
                Version,
                __Codec2,
            >(__sink, &__FIELDS[2], &self.version);
            __runtime::Sink::field_or::<
                Tag,
                __Codec3,
            >(
                __sink,
                &__FIELDS[3],
                &self.tag,
                || <Tag as ::core::default::Default>::default(),
            );
        }
    }
    const _: () = __runtime::check_field(&__FIELDS[0]);
    const _: () = __runtime::check_field(&__FIELDS[1]);
    const _: () = __runtime::check_field(&__FIELDS[2]);
    const _: () = __runtime::check_field(&__FIELDS[3]);
    const _: () = __runtime::check_budget(&__SCHEMA);
};
