//! One referrer: what it is, where it was found, what it states, who signed it.

use super::{
    signature::view_signature,
    state::{Checks, Reading, check_of},
    words,
};
use crate::{
    inspection::{
        Proof,
        referrers::{ReadLayer, ReadReferrer},
    },
    oci::ImageReference,
    source::referrers::Referrer,
    ui::{
        config::view_wrapped,
        element::{Element, element, list, remark},
        format,
        identity::{Mark, view_mark, view_proof, view_short},
        link::view_value,
        navigation::{Target, view_go},
        notice,
        text::{plain, view_text},
    },
    verify::{attached::Claim, signature::MOST_CHECKED},
};
use yew::prelude::*;

/// The annotation with the time at which something was made.
const CREATED: &str = "org.opencontainers.image.created";

/// An item of the list.
pub(super) fn view_referrer(
    referrer: &Referrer,
    reading: &Reading,
    reference: Option<&ImageReference>,
    checks: &Checks,
) -> Html {
    let read = match reading {
        Reading::Read(read) => Some(&**read),
        _ => None,
    };
    let descriptor = &referrer.descriptor;
    let title = words::title(descriptor, read);
    let artifact_type = words::artifact_type(descriptor, read);
    let (found, found_words) = words::found(&referrer.found);
    let head = element("p")
        .class("referrer-title")
        .child(element("strong").text(title.purpose.word()))
        .maybe(
            (!title.name.is_empty())
                .then(|| element("span").text(" ").child(view_text(&title.name))),
        )
        .text(" ")
        .child(view_digest(referrer, reference))
        .text(" ")
        .maybe(read.map(|read| view_proof(&read.document.proof)));
    let mut facts = vec![plain(&artifact_type).to_string()];
    let manifest = read.and_then(ReadReferrer::manifest);
    let size = manifest.map(|manifest| format::total_size(manifest.layers_size()));
    facts.extend(size);
    let created = manifest
        .and_then(|manifest| manifest.annotations.get(CREATED))
        .or_else(|| descriptor.annotations.get(CREATED));
    facts.extend(created.map(|time| plain(&format::date_and_time(time)).to_string()));
    facts.push(found_words);
    element("li")
        .part("referrer")
        .attribute("data-digest", descriptor.digest_text.clone())
        .attribute("data-artifact-type", artifact_type)
        .fixed("data-found", found)
        .fixed("data-state", state_word(reading))
        .child(head)
        .child(
            element("p")
                .class("small muted referrer-facts")
                .text(plain(&facts.join(" · ")).to_string()),
        )
        .maybe(view_trouble(reading))
        .children(
            read.into_iter()
                .flat_map(|read| &read.layers)
                .map(|layer| view_layer(layer, checks)),
        )
        .into()
}

fn state_word(reading: &Reading) -> &'static str {
    match reading {
        Reading::Pending => "reading",
        Reading::Skipped => "unread",
        Reading::Read(_) => "read",
        Reading::Failed(_) => "failed",
    }
}

fn view_digest(referrer: &Referrer, reference: Option<&ImageReference>) -> Html {
    let descriptor = &referrer.descriptor;
    let short = view_short(descriptor.digest.as_ref(), &descriptor.digest_text);
    match (&descriptor.digest, reference) {
        (Some(digest), Some(reference)) => view_go(
            Target::new(reference.with_digest(digest.clone()).to_string()),
            short,
        ),
        _ => short,
    }
}

/// Why it is not what it seems.
fn view_trouble(reading: &Reading) -> Option<Element> {
    let words = match reading {
        Reading::Pending => return Some(remark("reading").fixed("role", "status")),
        Reading::Skipped => "Not read: there are so many. Inspect it by its digest.".to_owned(),
        Reading::Failed(error) => notice::one_line(error),
        Reading::Read(read) if matches!(read.document.proof, Proof::Mismatch(_)) => {
            if read.document.proof.has_digest() {
                "Its size is not the one that was listed: it was not looked into.".to_owned()
            } else {
                "Its bytes are not those that were listed: it was not looked into.".to_owned()
            }
        }
        Reading::Read(read) if read.refers_to_subject == Some(false) => {
            words::OF_SOMETHING_ELSE.to_owned()
        }
        Reading::Read(read) => words::unread(read.unread)?,
    };
    let warning = element("p")
        .part("referrer-fault")
        .class("small warn")
        .child(view_text(&words));
    Some(warning)
}

/// What a layer states, and who signed that.
fn view_layer(layer: &ReadLayer, checks: &Checks) -> Html {
    let attachment = match &layer.attachment {
        Ok(attachment) => attachment,
        Err(fault) => {
            let words = format!(
                "A layer of the type {}: {fault}.",
                layer.media_type.as_str()
            );
            return element("p")
                .part("referrer-fault")
                .class("small warn")
                .child(view_text(&words))
                .into();
        }
    };
    let claim = attachment.claim.as_ref();
    let signatures = attachment.signatures.iter().take(MOST_CHECKED);
    let signatures =
        signatures.map(|signed| view_signature(signed, check_of(checks, signed), claim));
    let more = words::unchecked(attachment.signatures.len());
    let more = more.map(|words| element("p").class("small warn").text(words));
    let unsigned = attachment.signatures.is_empty().then(|| {
        let mark = view_mark(
            Mark::Open,
            "not signed",
            "Nobody signed it: whoever may push could have made it.",
        );
        element("p").class("small").child(mark)
    });
    list([
        claim.map(view_claim).unwrap_or_default(),
        unsigned.map(Html::from).unwrap_or_default(),
        element("ul")
            .class("problems signatures")
            .children(signatures)
            .into(),
        more.map(Html::from).unwrap_or_default(),
    ])
}

fn view_claim(claim: &Claim) -> Html {
    let predicate = claim
        .predicate_type
        .iter()
        .map(|uri| ("states", uri.as_str()));
    let facts = claim
        .facts
        .iter()
        .map(|(label, text)| (*label, text.as_str()));
    let rows = predicate.chain(facts).map(|(label, value)| {
        element("div")
            .child(element("dt").text(label))
            .child(element("dd").child(view_wrapped(view_value(value))))
            .into()
    });
    let other = (!claim.is_of_subject).then(|| {
        let named = match claim.subjects.as_slice() {
            [] => "nothing by a digest".to_owned(),
            subjects => subjects.join(", "),
        };
        element("p")
            .class("small warn")
            .child(view_text(&format!("It speaks of something else: {named}.")))
    });
    list([
        element("dl")
            .part("referrer-claim")
            .class("claim")
            .children(rows)
            .into(),
        other.map(Html::from).unwrap_or_default(),
    ])
}
