//! The certificates beside a signature.

use super::{
    config::view_wrapped,
    element::{Element, element, list, text},
    format,
    sentence::sentence,
    text::view_text,
};
use crate::verify::certificate::{Certificate, CertificateError};
use yew::prelude::*;

/// The chain, that of the key first.
pub fn view_certificates(
    certificates: &[Result<Certificate, CertificateError>],
) -> Option<Element> {
    if certificates.is_empty() {
        return None;
    }
    let items = certificates.iter().map(|certificate| {
        let item = element("li").part("certificate");
        let item = match certificate {
            Ok(certificate) => item
                .attribute("data-fingerprint", certificate.fingerprint.clone())
                .child(view_text(&owner(certificate)))
                .child(
                    element("span")
                        .class("muted")
                        .child(issuer(certificate))
                        .text(validity(certificate))
                        .text(", SHA-256 ")
                        .child(view_wrapped(view_text(&certificate.fingerprint))),
                ),
            Err(error) => item.class("warn").text(sentence(&format!(
                "this certificate cannot be read: {error}"
            ))),
        };
        item.into()
    });
    let chain = element("div")
        .class("small chain")
        .child(element("p").text("Certificates, that of the key first. Their trust is not judged."))
        .child(element("ol").children(items));
    Some(chain)
}

/// Certificates for one signature have no subject, but other names.
fn owner(certificate: &Certificate) -> String {
    match certificate.subject.as_str() {
        "" => certificate.owner(),
        subject => subject.to_owned(),
    }
}

fn issuer(certificate: &Certificate) -> Html {
    match certificate.issuer.as_str() {
        "" => Html::default(),
        issuer => list([text(", issued by "), view_text(issuer)]),
    }
}

fn validity(certificate: &Certificate) -> String {
    match &certificate.validity {
        [from, to] if from.is_empty() || to.is_empty() => String::new(),
        [from, to] => format!(
            ", valid from {} to {}",
            format::date_and_time(from),
            format::date_and_time(to)
        ),
    }
}
