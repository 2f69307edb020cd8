//! The page's [`Transport`]: whole answers by `fetch`.

use super::{
    abort::AbortGuard,
    address,
    body::{Body, BodyError},
    clock, early,
    fetch::{self, FetchError, Get},
    opened,
    policy::Forbidden,
    reads,
};
use crate::source::{Request, Response, Transport, TransportError, transport::Retry};
use std::{rc::Rc, time::Duration};

/// How much of the body of an error is kept.
const ERROR_BODY_LIMIT: u64 = 64 * 1024;

/// Fetches for one inspection.
pub struct BrowserTransport {
    timeout: Duration,
    on_retry: Box<dyn Fn(Retry)>,
    forbidden: Forbidden,
    shares: bool,
}

impl BrowserTransport {
    /// Waits `timeout` for the head of an answer, and as long again for each piece of its body; tells `on_retry` of each retry.
    pub fn new(timeout: Duration, on_retry: impl Fn(Retry) + 'static) -> Self {
        Self {
            timeout,
            on_retry: Box::new(on_retry),
            forbidden: Forbidden::watch(),
            shares: false,
        }
    }

    /// Shares its reads with the other views of the page: see [`reads`].
    pub fn sharing(mut self, shares: bool) -> Self {
        self.shares = shares;
        self
    }
}

/// Fetches a whole answer. Dropping the future aborts the fetch.
pub(super) async fn fetch_whole(
    request: &Request,
    timeout: Duration,
) -> Result<Response, TransportError> {
    if let Some(read) = opened::reader(&request.url) {
        return read(request.clone()).await;
    }
    let error = |error| match error {
        FetchError::Rejected => TransportError::Rejected,
        FetchError::TimedOut => TransportError::TimedOut {
            seconds: in_seconds(timeout),
        },
    };
    let guard = AbortGuard::new();
    let mut headers = Vec::new();
    if let Some(accept) = &request.accept {
        headers.push(("Accept", accept.as_str()));
    }
    if let Some(authorization) = &request.authorization {
        headers.push(("Authorization", authorization.as_str()));
    }
    let get = Get {
        url: &request.url,
        headers: &headers,
        no_store: request.no_store,
        opaque: false,
        stay: false,
    };
    let response = match early::answer(&request.url, timeout).await {
        Some(answer) => answer,
        None => fetch::get(&get, &guard, timeout).await,
    };
    let response = response.map_err(error)?;
    let limit = if response.ok() {
        request.limit
    } else {
        request.limit.min(ERROR_BODY_LIMIT)
    };
    let body = read(&response, limit, timeout).await?;
    Ok(Response {
        status: response.status(),
        url: response.url(),
        redirected: response.redirected(),
        headers: fetch::headers(&response),
        body,
        made: false,
        problems: Vec::new(),
    })
}

async fn read(
    response: &web_sys::Response,
    limit: u64,
    timeout: Duration,
) -> Result<Rc<[u8]>, TransportError> {
    let mut body = Body::new(response, timeout);
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        match body.next().await {
            Ok(Some(piece)) => {
                let start = bytes.len();
                bytes.resize(start + piece.length() as usize, 0);
                piece.copy_to(&mut bytes[start..]);
                if bytes.len() as u64 > limit {
                    if response.ok() {
                        return Err(TransportError::TooLarge { limit });
                    }
                    bytes.truncate(limit as usize);
                    return Ok(bytes.into());
                }
            }
            Ok(None) => return Ok(bytes.into()),
            Err(BodyError::Interrupted) => {
                return Err(TransportError::Interrupted {
                    bytes_read: bytes.len() as u64,
                });
            }
            Err(BodyError::Stalled) => {
                return Err(TransportError::TimedOut {
                    seconds: in_seconds(timeout),
                });
            }
        }
    }
}

impl Transport for BrowserTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        reads::send(request, self.timeout, self.shares).await
    }

    async fn answers(&self, url: &str) -> bool {
        let guard = AbortGuard::new();
        let get = Get {
            url,
            no_store: true,
            opaque: true,
            ..Get::default()
        };
        let answered = fetch::get(&get, &guard, self.timeout).await.is_ok();
        if !answered {
            Forbidden::told().await;
        }
        answered
    }

    fn is_forbidden(&self, url: &str) -> bool {
        self.forbidden.contains(url)
    }

    fn canonical(&self, url: &str) -> Option<String> {
        address::resolve(url)
    }

    async fn sleep(&self, duration: Duration) {
        clock::sleep(duration).await;
    }

    fn now(&self) -> Duration {
        clock::now()
    }

    fn unix_time(&self) -> Option<u64> {
        Some(clock::unix_ms())
    }

    fn retrying(&self, retry: Retry) {
        (self.on_retry)(retry);
    }
}

/// For people: a part of a second is one.
fn in_seconds(timeout: Duration) -> u64 {
    timeout.as_secs() + u64::from(timeout.subsec_nanos() > 0)
}
