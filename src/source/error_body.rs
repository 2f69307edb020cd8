//! What a registry says with an error: `{"errors":[{"code","message","detail"}]}` (distribution specification, section "Error Codes").

use super::{
    Response, SourceError,
    client::Answer,
    error::{GatewayFault, RegistryError, Unknown},
    rate_limit::rate_limit,
    retry_after::retry_after,
};
use crate::oci::json::{Json, Kind, Value};

/// How much of a body is kept in an error, in bytes.
const START: usize = 512;

/// How many of a registry's errors are kept.
const ERRORS: usize = 10;

/// The error that an answer of a wrong status is.
pub(super) fn status_error(url: &str, answer: &Answer) -> SourceError {
    let response = &answer.response;
    if response.status == 404 && is_html(response) {
        return not_a_registry(url, answer);
    }
    let errors = errors_in(&response.body);
    if errors.is_empty()
        && let Some(error) = gateway_error(url, answer)
    {
        return error;
    }
    SourceError::Status {
        url: url.to_owned(),
        status: response.status,
        body: if errors.is_empty() {
            start(&response.body)
        } else {
            String::new()
        },
        retry_after: retry_after(response),
        rate_limit: rate_limit(response).map(Box::new),
        attempts: answer.attempts,
        unknown: (response.status == 404).then(|| unknown(&errors)),
        authorized: answer.authorized,
        errors,
    }
}

/// The error that HTML in place of JSON is.
pub(super) fn not_a_registry(url: &str, answer: &Answer) -> SourceError {
    let response = &answer.response;
    gateway_error(url, answer).unwrap_or_else(|| SourceError::NotARegistry {
        url: url.to_owned(),
        status: response.status,
        start: start(&response.body),
    })
}

/// The failure of the gateway itself, if an answer without a registry's `errors[]` came through one.
///
/// nginx and Caddy answer 502 or 504 when they do not reach what is behind them, Trunk an empty 500. A path that they do not forward is a web
/// page or an empty 404 of theirs, what they forbid a bare 403, 405 or 429. Everything else is passed on from the registry.
fn gateway_error(url: &str, answer: &Answer) -> Option<SourceError> {
    let through = answer.through.clone()?;
    let response = &answer.response;
    let status = response.status;
    let is_empty = start(&response.body).is_empty();
    // A store of blobs that a registry redirects to speaks XML: that is passed on, too.
    let is_bare = is_empty || is_called_html(response) && is_html(response);
    let fault = match status {
        502 | 504 => GatewayFault::Unreached { status },
        500 if is_empty => GatewayFault::Unreached { status },
        200 | 203 | 404 if is_bare => GatewayFault::Absent { status },
        403 | 405 | 429 if is_bare => GatewayFault::Refused { status },
        _ => return None,
    };
    Some(SourceError::Gateway {
        url: url.to_owned(),
        through,
        fault,
        attempts: answer.attempts,
    })
}

/// Whether a web page came instead of JSON. A server that calls a JSON object `text/html` is believed the object.
pub(super) fn is_html(response: &Response) -> bool {
    match first_byte(&response.body) {
        Some(b'<') => true,
        Some(b'{') => false,
        _ => is_called_html(response),
    }
}

fn is_called_html(response: &Response) -> bool {
    response
        .header("content-type")
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("text/html"))
}

/// Whether a body begins as HTML does, whatever it is called.
pub(super) fn looks_like_html(body: &[u8]) -> bool {
    first_byte(body) == Some(b'<')
}

/// The first byte behind a byte order mark and white space.
fn first_byte(body: &[u8]) -> Option<u8> {
    body.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace())
}

/// The beginning of a body as text.
pub fn start(body: &[u8]) -> String {
    let end = body.len().min(START);
    String::from_utf8_lossy(&body[..end]).trim().to_owned()
}

/// The errors that a registry lists in a body; none, if it is no such list.
pub fn errors_in(body: &[u8]) -> Vec<RegistryError> {
    let Ok(json) = Json::parse(body) else {
        return Vec::new();
    };
    let errors = json.root.member("errors").and_then(Value::elements);
    let errors = errors.unwrap_or_default().iter().take(ERRORS);
    errors
        .map(|item| {
            let text = |name: &str| item.text_member(name).unwrap_or_default().to_owned();
            let detail = item.member("detail");
            RegistryError {
                code: text("code"),
                message: text("message"),
                detail: detail
                    .filter(|detail| detail.kind != Kind::Null)
                    .map(|detail| json.compact(detail)),
            }
        })
        .filter(|error| !error.code.is_empty() || !error.message.is_empty())
        .collect()
}

fn unknown(errors: &[RegistryError]) -> Unknown {
    errors
        .iter()
        .find_map(|error| match error.code.as_str() {
            "NAME_UNKNOWN" | "NAME_INVALID" => Some(Unknown::Repository),
            "MANIFEST_UNKNOWN" => Some(Unknown::Manifest),
            "BLOB_UNKNOWN" | "MANIFEST_BLOB_UNKNOWN" => Some(Unknown::Blob),
            _ => None,
        })
        .unwrap_or(Unknown::Unsaid)
}
