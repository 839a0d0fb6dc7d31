//! Who did what on behalf of which request.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::shop::request::AuditIn;

/// How many lines are kept in memory.
const KEPT: usize = 1_000;

/// The audit log of one service.
#[derive(Debug)]
pub struct AuditLog {
    service: &'static str,
    lines: Mutex<VecDeque<AuditIn>>,
}

impl AuditLog {
    pub(super) fn new(service: &'static str) -> AuditLog {
        AuditLog { service, lines: Mutex::default() }
    }

    /// Adds a line. Everything in it comes from baggage: no caller has to pass it on.
    pub(super) fn record(&self, line: AuditIn) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// Whose log it is.
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// The lines, oldest first.
    pub fn lines(&self) -> Vec<AuditIn> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
