//! The notices of what is refused to somebody who signed in.

use super::Notice;
use crate::source::{Refusal, SourceError};

/// The notice of a refusal to `user`, who is empty for a token alone.
pub fn of_refusal(user: &str, refusal: Refusal, error: &SourceError) -> Notice {
    let user = if user.is_empty() {
        "The owner of this token"
    } else {
        user
    };
    match (refusal, error) {
        (Refusal::Password, _) => Notice::new(
            "unauthorized",
            "User and password are not accepted",
            "Check both. Many registries want an access token in place of the password. What was entered is forgotten: nothing is sent again.",
        ),
        (Refusal::Access, SourceError::Status { status: 401, .. }) => Notice::new(
            "unauthorized",
            format!("{user} may not read this image"),
            "The image belongs to somebody else, or there is none of this name. Many registries answer both alike.",
        ),
        (Refusal::Access, _) => Notice::new(
            "denied",
            format!("{user} may not read this image"),
            "The image belongs to somebody else, or there is none of this name. Many registries answer both alike.",
        ),
    }
}
