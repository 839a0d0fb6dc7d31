//! Trying again, within what the request may cost.

use super::failure::Failure;

/// What `attempt` returns at last: it is called with 0, and again with 1 and so on up to `budget`
/// as long as it fails temporarily. Without a pause, which would only make the example longer.
pub(super) async fn within<T, F>(budget: u8, mut attempt: impl FnMut(u8) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    for number in 0..budget {
        match attempt(number).await {
            Err(failure) if failure.is_temporary() => {}
            outcome => return outcome,
        }
    }
    attempt(budget).await
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use axum::http::StatusCode;

    use super::*;

    /// The attempts made with `budget` when each fails with `status`.
    async fn attempts(budget: u8, status: StatusCode) -> Vec<u8> {
        let attempts = RefCell::new(Vec::new());
        let outcome: Result<(), _> = within(budget, async |number| {
            attempts.borrow_mut().push(number);
            Err(Failure::new(status, "no"))
        })
        .await;
        assert!(outcome.is_err());
        attempts.into_inner()
    }

    #[tokio::test]
    async fn a_budget_of_two_is_two_retries_and_of_nothing_none() {
        assert_eq!(attempts(2, StatusCode::SERVICE_UNAVAILABLE).await, [0, 1, 2]);
        assert_eq!(attempts(0, StatusCode::SERVICE_UNAVAILABLE).await, [0]);
    }

    #[tokio::test]
    async fn what_fails_for_good_is_not_tried_again() {
        assert_eq!(attempts(2, StatusCode::PAYMENT_REQUIRED).await, [0]);
    }
}
