//! What the head of the layers says of their bytes: how far they are read, and what came of it.
//!
//! Nothing is read before the second module is there, so this is in it.

use super::{format, layer::Layer, tally::Tally, verification_state::VerificationState};
use crate::verify::{layer_state::LayerState, progress::Rate};

/// What is said of the bytes of all layers.
#[derive(Default)]
pub struct LayersStatus {
    /// That layers are read; what came of it afterwards, if anything did. Announced.
    pub words: String,
    /// The classes of these words.
    pub class: &'static str,
    /// Whether all layers are what documents say: there is nothing left to do.
    pub is_done: bool,
    /// How much is read, how fast and for how long yet. Not announced: it changes many times a second.
    pub progress: Option<String>,
}

/// What is to be said of the bytes of these layers.
pub fn layers_status(layers: &[Layer], verification: &VerificationState) -> LayersStatus {
    if verification.is_running() {
        return LayersStatus {
            words: "reading".to_owned(),
            // Who sees how much is read need not be told.
            class: "hidden",
            is_done: false,
            progress: Some(progress(layers, verification)),
        };
    }
    let tally = Tally::of(layers, verification);
    let is_wrong = tally.mismatch + tally.unpacks_wrong > 0;
    let is_done = tally.verified == tally.layers && !is_wrong;
    let class = if is_wrong {
        "small bad"
    } else if tally.failed > 0 {
        "small warn"
    } else if is_done {
        "small ok"
    } else {
        "muted small"
    };
    LayersStatus {
        words: outcome(layers, verification, tally),
        class,
        is_done,
        progress: None,
    }
}

fn outcome(layers: &[Layer], verification: &VerificationState, tally: Tally) -> String {
    let (number, verified) = (tally.layers, tally.verified);
    // It was asked for, and is as if nobody had.
    let asked = verification.asked_layers().into_iter().enumerate();
    let is_cancelled = |(position, is_asked): &(usize, bool)| {
        *is_asked && matches!(verification.layer(*position), LayerState::Unverified)
    };
    let cancelled = asked.filter(is_cancelled).count();
    let rest = [
        (tally.mismatch, "mismatch"),
        (tally.failed, "failed"),
        (tally.unpacks_wrong, "unpacked to something else"),
        (cancelled, "cancelled"),
    ];
    let rest = rest.into_iter().filter(|(number, _)| *number > 0);
    let rest: String = rest
        .map(|(number, words)| format!(", {} {words}", format::grouped(number as u64)))
        .collect();
    if verified == 0 && rest.is_empty() {
        return String::new();
    }
    if verified == number {
        let all = if number == 1 {
            format!("the one {} is", layers[0].noun())
        } else {
            format!("all {} are", format::grouped(number as u64))
        };
        return format!("{all} verified{rest}");
    }
    format!(
        "{} of {} verified{rest}",
        format::grouped(verified as u64),
        format::grouped(number as u64)
    )
}

/// `2 of 5 layers read, 31.0 MB of 120.0 MB, 17 MB/s, 5.2 s left`: of those that were asked for. Where a size is not known, nor is the time left.
fn progress(layers: &[Layer], verification: &VerificationState) -> String {
    let (mut of, mut read) = (0, 0);
    for (position, is_asked) in verification.asked_layers().into_iter().enumerate() {
        if is_asked {
            of += 1;
            read += u64::from(verification.layer(position).is_verdict());
        }
    }
    let noun = layers.first().map_or("layer", Layer::noun);
    let plural = if of == 1 { "" } else { "s" };
    let (read, of) = (format::grouped(read), format::grouped(of));
    let words = format!("{read} of {of} {noun}{plural} read");
    words + &bytes(verification) + &rate(verification)
}

/// The bytes that are read of those that were asked for, each blob once.
fn bytes(verification: &VerificationState) -> String {
    let (mut read, mut all, mut is_known) = (0_u64, 0_u64, true);
    for (blob, state) in verification.asked_blobs() {
        // Nothing more comes of it.
        if matches!(state, LayerState::Failed(_)) {
            continue;
        }
        let size = blob.size.unwrap_or(u64::MAX);
        is_known &= blob.size.is_some();
        // Of what is too long one byte more was read.
        read = read.saturating_add(state.bytes_read().min(size));
        all = all.saturating_add(size);
    }
    let read = format::size(read);
    match (is_known, all) {
        (true, 0) => String::new(),
        (true, _) => format!(", {read} of {}", format::size(all)),
        (false, _) => format!(", {read}"),
    }
}

fn rate(verification: &VerificationState) -> String {
    let words = rate_and_time_left(&verification.rate, verification.bytes_left());
    words.map_or_else(String::new, |words| format!(", {words}"))
}

/// `17 MB/s, 5.2 s left`: without the time where it is not known how much is `left`; nothing as long as no rate is.
pub fn rate_and_time_left(rate: &Rate, left: Option<u64>) -> Option<String> {
    let words = format::rate(rate.bytes_per_second()?);
    Some(match left.and_then(|left| rate.time_for(left)) {
        Some(left) => format!("{words}, {} left", format::duration(left)),
        None => words,
    })
}
