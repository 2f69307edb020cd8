//! What a status of HTTP is called.

use super::RegistryError;

/// A status with its name, and what the registry said with it: `404 Not Found: BLOB_UNKNOWN: blob unknown to registry`.
pub fn status_text(status: u16, errors: &[RegistryError]) -> String {
    let mut text = match status_name(status) {
        Some(name) => format!("{status} {name}"),
        None => status.to_string(),
    };
    for (position, error) in errors.iter().enumerate() {
        text.push_str(if position == 0 { ": " } else { "; " });
        text.push_str(&error.code);
        if !error.message.is_empty() {
            text.push_str(": ");
            text.push_str(&error.message);
        }
    }
    text
}

/// The name of a status that registries and what stands before them send. (HTTP/2 transmits none.)
pub fn status_name(status: u16) -> Option<&'static str> {
    Some(match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        410 => "Gone",
        416 => "Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return None,
    })
}
