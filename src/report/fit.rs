//! A report that is written can be read: long texts are cut, and lists end where they would make it longer than [`LARGEST`](super::LARGEST).

use super::{
    Report,
    field::Field,
    model::{LeftOut, ReferrerGap},
};
use crate::oci::json::Writer;

/// Characters of a text; a reference, which names what was asked for, is kept whole.
pub(super) const LONGEST_TEXT: usize = 2_000;

/// Entries of an index, and problems, that are gathered at most: more of the shortest would not fit.
pub const MOST_GATHERED: usize = 40_000;

const MIB: usize = 1024 * 1024;

// Together less than 15.7 of the 16 MiB: the rest is for three documents, whose texts are cut.
const PLATFORMS: usize = 2 * MIB;
const LAYERS: usize = 6 * MIB + MIB / 2;
const PROBLEMS: usize = 3 * MIB;
const REFERRERS: usize = 2 * MIB;
const GAPS: usize = MIB / 8;
const SIGNATURES: usize = MIB / 4;
const UNSIGNED: usize = MIB / 4;
const PHRASES: usize = MIB / 2;

impl Report {
    /// Cuts what would make it too long to be read again. What is left out is counted, beside what was not gathered.
    pub fn fit(&mut self) {
        let reference = std::mem::take(&mut self.asked.reference);
        self.cut();
        self.asked.reference = reference;
        let mut left = self.left_out.take().unwrap_or_default();
        end(&mut self.platforms, PLATFORMS, &mut left.platforms);
        end(&mut self.layers, LAYERS, &mut left.layers);
        end(&mut self.signatures, SIGNATURES, &mut left.signatures);
        if let Some(referrers) = &mut self.referrers {
            end(referrers, REFERRERS, &mut left.referrers);
        }
        if let Some(gaps) = &mut self.referrer_gaps {
            let mut more = None;
            end(gaps, GAPS, &mut more);
            gaps.extend(more.map(|more| ReferrerGap {
                reason: format!("{more} more"),
                ..ReferrerGap::default()
            }));
        }
        end(&mut self.unsigned, UNSIGNED, &mut left.unsigned);
        end(&mut self.problems, PROBLEMS, &mut left.problems);
        self.left_out = (left != LeftOut::default()).then_some(left);
        let summary = &mut self.summary;
        for phrases in [&mut summary.holds, &mut summary.fails, &mut summary.open] {
            let mut more = None;
            end(phrases, PHRASES, &mut more);
            phrases.extend(more.map(|more| format!("{more} more")));
        }
    }
}

impl LeftOut {
    /// What is left out of which list, in words: `880,000 platforms, 3 problems`.
    pub fn words(&self) -> String {
        let words = self.lists().into_iter();
        let words = words.filter_map(|(name, number)| Some(format!("{} {name}", number?)));
        words.collect::<Vec<_>>().join(", ")
    }

    /// The lists by their names, with how many of each are left out.
    pub(super) fn lists(&self) -> [(&'static str, Option<u64>); 6] {
        [
            ("platforms", self.platforms),
            ("layers", self.layers),
            ("signatures", self.signatures),
            ("referrers", self.referrers),
            ("unsigned members", self.unsigned),
            ("problems", self.problems),
        ]
    }
}

/// Ends a list before `most` bytes of JSON, and counts what is left out.
fn end<T: Field>(list: &mut Vec<T>, most: usize, left: &mut Option<u64>) {
    let mut bytes = 0;
    let fits = list.iter().take_while(|entry| {
        let mut out = Writer::default();
        entry.write(&mut out);
        let written = out.finish();
        // In a list of the report each line is indented by two levels, and a comma follows.
        bytes += written.len() + 1 + 4 * written.matches('\n').count();
        bytes <= most
    });
    let kept = fits.count();
    let more = (list.len() - kept) as u64;
    list.truncate(kept);
    if more > 0 {
        *left = Some(left.unwrap_or(0) + more);
    }
}
