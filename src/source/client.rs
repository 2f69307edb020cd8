//! Sending with retries, and finding out why a fetch was rejected.
//!
//! Three retries after 0.5, 1 and 2 seconds: on 429 (its `Retry-After`), 502, 503, 504, a stall, a broken body, and on a rejected fetch
//! unless the [diagnosis](super::diagnosis) says that it was refused rather than lost.

use super::{
    GatewayFault, Receipt, Request, Response, SourceError, Through, Transport, TransportError,
    diagnosis::{Cause, Facts, Probe, diagnose, is_mixed_content},
    retry_after::retry_after,
    status::status_name,
    transport::Retry,
};
use crate::oci::reference::in_archive;
use crate::retry::{LONGEST_WAIT, RETRIES, backoff, is_transient};
use std::{cell::Cell, rc::Rc, time::Duration};

/// How much of a probe's body is read.
const PROBE_LIMIT: u64 = 64 * 1024;

/// An answer of any status, and how it was come by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub response: Response,
    /// How often it was tried, from 1.
    pub attempts: u32,
    /// Whether `Authorization` was sent.
    pub authorized: bool,
    /// The gateway that it came through.
    pub through: Option<Through>,
    /// When it was there: milliseconds since 1970 (UTC).
    pub arrived: Option<u64>,
}

impl Answer {
    pub fn receipt(&self) -> Receipt {
        Receipt {
            status: Some(self.response.status),
            date: self.response.header("date").map(str::to_owned),
            arrived: self.arrived,
            gateway: self.through.as_ref().map(|through| through.base.clone()),
        }
    }
}

/// One server, asked through a [`Transport`].
pub(crate) struct Client<T> {
    transport: Rc<T>,
    page_origin: String,
    /// The server's well-known address.
    probe_url: String,
    /// The gateway that stands before the server.
    through: Option<Through>,
    /// Status of an answer that this page could read.
    readable: Cell<Option<u16>>,
}

impl<T: Transport> Client<T> {
    pub fn new(transport: Rc<T>, page_origin: &str, probe_url: String) -> Self {
        Self {
            transport,
            page_origin: page_origin.to_owned(),
            probe_url,
            through: None,
            readable: Cell::new(None),
        }
    }

    /// The same, asked through a gateway.
    pub fn through(mut self, through: Option<Through>) -> Self {
        self.through = through;
        self
    }

    /// A client for another server, such as a token service.
    pub fn elsewhere(&self, probe_url: String) -> Self {
        Self::new(Rc::clone(&self.transport), &self.page_origin, probe_url)
    }

    pub fn canonical(&self, url: &str) -> Option<String> {
        self.transport.canonical(url)
    }

    pub fn now(&self) -> Duration {
        self.transport.now()
    }

    /// Whether any answer of this server could be read.
    pub fn was_read(&self) -> bool {
        self.readable.get().is_some()
    }

    /// Sends until there is an answer that waiting does not better. Whether its status is the wanted one is for the caller to see.
    pub async fn send(&self, request: &Request) -> Result<Answer, SourceError> {
        let url = request.url.clone();
        let mut attempts = 1;
        loop {
            let exhausted = attempts > RETRIES;
            let mut wait = backoff(attempts);
            let reason = match self.transport.send(request).await {
                Ok(response) => {
                    self.readable.set(Some(response.status));
                    let asked_for = Duration::from_secs(retry_after(&response).unwrap_or_default());
                    if !is_transient(response.status) || exhausted || asked_for > LONGEST_WAIT {
                        return Ok(Answer {
                            response,
                            attempts,
                            authorized: request.authorization.is_some(),
                            through: self.through.clone(),
                            arrived: self.transport.unix_time(),
                        });
                    }
                    wait = wait.max(asked_for);
                    let name = status_name(response.status).unwrap_or_default();
                    format!("{} {name}", response.status)
                }
                Err(TransportError::Archive(fault)) => {
                    let name =
                        in_archive(&url).map_or_else(String::new, |(name, _)| name.to_owned());
                    return Err(SourceError::Archive { name, fault });
                }
                Err(TransportError::TooLarge { limit }) => {
                    return Err(SourceError::TooLarge { url, limit });
                }
                Err(TransportError::TimedOut { seconds }) if exhausted => {
                    return Err(SourceError::TimedOut {
                        url,
                        seconds,
                        attempts,
                    });
                }
                Err(TransportError::Interrupted { bytes_read }) if exhausted => {
                    return Err(SourceError::Interrupted {
                        url,
                        bytes_read,
                        attempts,
                    });
                }
                Err(TransportError::Rejected) => {
                    let cause = self.diagnose(request).await;
                    let is_missing =
                        request.may_be_missing && matches!(cause, Cause::RouteWithoutCors { .. });
                    if exhausted || is_missing || !cause.is_transient() {
                        return Err(match self.through.clone() {
                            Some(through) => SourceError::Gateway {
                                url,
                                through,
                                fault: GatewayFault::NoAnswer { cause },
                                attempts,
                            },
                            None => SourceError::NoAnswer {
                                url,
                                cause,
                                attempts,
                            },
                        });
                    }
                    cause.short().to_owned()
                }
                Err(error) => error.to_string(),
            };
            self.transport.retrying(Retry {
                reason,
                retry: attempts,
                of: RETRIES,
                wait,
            });
            self.transport.sleep(wait).await;
            attempts += 1;
        }
    }

    /// Finds out why `request` was rejected, with as few questions as answer it.
    async fn diagnose(&self, request: &Request) -> Cause {
        let facts = |probe| {
            diagnose(&Facts {
                page_origin: &self.page_origin,
                url: &request.url,
                preflighted: request.authorization.is_some(),
                probe,
            })
        };
        // Asking an http server from an https page would be refused as well.
        if is_mixed_content(&self.page_origin, &request.url) {
            return Cause::MixedContent;
        }
        // First, even of a server that was read before: it may have gone away since.
        if !self.transport.answers(&self.probe_url).await {
            if self.transport.is_forbidden(&request.url) {
                return Cause::Policy;
            }
            return facts(Probe::Silent);
        }
        if let Some(status) = self.readable.get() {
            return facts(Probe::Readable { status });
        }
        if request.url == self.probe_url {
            return facts(Probe::Answers {
                read_refused: false,
            });
        }
        let probe = Request {
            url: self.probe_url.clone(),
            accept: None,
            authorization: None,
            no_store: false,
            may_be_missing: false,
            limit: PROBE_LIMIT,
        };
        let status = match self.transport.send(&probe).await {
            Ok(response) => response.status,
            // Headers came, so the browser let them through.
            Err(TransportError::TooLarge { .. } | TransportError::Interrupted { .. }) => 200,
            Err(
                TransportError::Rejected
                | TransportError::TimedOut { .. }
                | TransportError::Archive(_),
            ) => {
                return facts(Probe::Answers { read_refused: true });
            }
        };
        self.readable.set(Some(status));
        facts(Probe::Readable { status })
    }
}
