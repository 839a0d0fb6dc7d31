//! Cardnet: not one of our services, and it knows nothing of our baggage.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::trail::baggage_lines;

/// How many charges are remembered.
const KEPT: usize = 1_000;

/// What cardnet is asked for.
#[derive(Deserialize, Serialize)]
pub(super) struct CardCharge {
    pub(super) card: String,
    pub(super) cents: u64,
}

/// The card was charged.
#[derive(Deserialize, Serialize)]
pub(super) struct Approval {}

/// The third party, as its test system is: what becomes of a charge is said by the card.
#[derive(Debug)]
pub struct Cardnet {
    headers: Mutex<VecDeque<String>>,
    held: AtomicUsize,
    released: Semaphore,
}

impl Default for Cardnet {
    fn default() -> Cardnet {
        Cardnet {
            headers: Mutex::default(),
            held: AtomicUsize::new(0),
            released: Semaphore::new(0),
        }
    }
}

impl Cardnet {
    /// The `baggage` header of each charge, oldest first.
    pub fn headers(&self) -> Vec<String> {
        self.headers.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// How many charges of the card `held` came here so far.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Acquire)
    }

    /// Answers so many charges of the card `held`, in the order in which they come.
    pub fn release(&self, charges: usize) {
        self.released.add_permits(charges);
    }

    fn remember(&self, header: String) {
        let mut headers = self.headers.lock().unwrap_or_else(PoisonError::into_inner);
        if headers.len() == KEPT {
            headers.pop_front();
        }
        headers.push_back(header);
    }
}

pub(super) fn app(cardnet: Arc<Cardnet>) -> Router {
    Router::new().route("/charges", post(charge)).with_state(cardnet)
}

async fn charge(
    State(cardnet): State<Arc<Cardnet>>,
    headers: HeaderMap,
    Json(charge): Json<CardCharge>,
) -> Response {
    cardnet.remember(baggage_lines(&headers));
    match charge.card.as_str() {
        "good" => Json(Approval {}).into_response(),
        "held" => {
            cardnet.held.fetch_add(1, Ordering::AcqRel);
            if let Ok(permit) = cardnet.released.acquire().await {
                permit.forget();
            }
            Json(Approval {}).into_response()
        }
        "down" => (StatusCode::SERVICE_UNAVAILABLE, "try again later").into_response(),
        _ => (StatusCode::PAYMENT_REQUIRED, "declined").into_response(),
    }
}
