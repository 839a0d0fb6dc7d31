#[allow(deprecated, unused_qualifications)]
const _: () = {
    use ::baggage_runtime::__private as __runtime;
    #[automatically_derived]
    impl<T: Copy> __runtime::BaggageValue for Id<T>
    where
        Option<T>: __runtime::BaggageValue,
    {
        const TYPE: __runtime::ValueType = <Option<T> as __runtime::BaggageValue>::TYPE;
        #[inline]
        fn decode(
            __text: __runtime::Text<'_>,
        ) -> ::core::result::Result<Self, __runtime::ErrorKind> {
            ::core::result::Result::map(
                <Option<T> as __runtime::BaggageValue>::decode(__text),
                Self,
            )
        }
        #[inline]
        fn encode(
            &self,
            __out: &mut __runtime::ValueWriter<'_>,
        ) -> ::core::result::Result<(), __runtime::ErrorKind> {
            <Option<T> as __runtime::BaggageValue>::encode(&self.0, __out)
        }
        #[inline]
        fn absent() -> ::core::option::Option<Self> {
            ::core::option::Option::map(
                <Option<T> as __runtime::BaggageValue>::absent(),
                Self,
            )
        }
        #[inline]
        fn is_absent(&self) -> bool {
            <Option<T> as __runtime::BaggageValue>::is_absent(&self.0)
        }
        #[inline]
        fn is_empty_list(&self) -> bool {
            <Option<T> as __runtime::BaggageValue>::is_empty_list(&self.0)
        }
    }
};
