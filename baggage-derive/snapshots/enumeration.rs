#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    static __NAMES: [__runtime::Variant; 2] = [
        __runtime::Variant::new("free", &[]),
        __runtime::Variant::new("pro-plus", &["plus", "premium"]),
    ];
    static __VARIANTS: __runtime::Variants = __runtime::Variants::new(&__NAMES, true);
    #[automatically_derived]
    impl __runtime::BaggageValue for Tier {
        const TYPE: __runtime::ValueType = __runtime::ValueType::enumeration(__VARIANTS);
        #[inline]
        fn decode(
            __text: __runtime::Text<'_>,
        ) -> ::core::result::Result<Self, __runtime::ErrorKind> {
            match __runtime::find_variant(__text, &__VARIANTS)? {
                ::core::option::Option::Some(0) => ::core::result::Result::Ok(Self::Free),
                ::core::option::Option::Some(1) => {
                    ::core::result::Result::Ok(Self::ProPlus)
                }
                _ => ::core::result::Result::Ok(Self::Unknown),
            }
        }
        #[inline]
        fn encode(
            &self,
            __out: &mut __runtime::ValueWriter<'_>,
        ) -> ::core::result::Result<(), __runtime::ErrorKind> {
            match self {
                Self::Free => __out.token("free"),
                Self::ProPlus => __out.token("pro-plus"),
                Self::Unknown => __out.catch_all(),
            }
        }
    }
};
