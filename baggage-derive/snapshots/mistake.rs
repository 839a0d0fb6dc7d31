::core::compile_error! {
    "unknown field attribute `max_length`; did you mean `max_len`?\nexpected one of `rename`, `alias`, `default`, `default_on_error`, `skip`, `flatten`, `max_len`, `max_items`, `token`, `separator`, `range`, `display`, `with`, `write_once`, `written_by`, `read_by`, `owner`, `class`, `since`, `deprecated`, `allow_sensitive`, `from_client`, `public`"
}
#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    #[automatically_derived]
    impl __runtime::Baggage for Context {
        const SCHEMA: &'static __runtime::Schema = &__runtime::Schema::new(__runtime::SchemaDef {
            name: "",
            crate_name: "",
            file: "",
            line: 0,
            doc: "",
            fields: &[],
            keys: &[],
            max_bytes: 1,
            contract: ::core::option::Option::None,
        });
        fn decode_fields(
            _: &mut __runtime::Source<'_, '_>,
        ) -> ::core::result::Result<Self, __runtime::DecodeError> {
            ::core::unreachable!()
        }
        fn encode_fields(&self, _: &mut __runtime::Sink<'_>) {
            ::core::unreachable!()
        }
    }
};
