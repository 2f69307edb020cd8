//! What refers to the image: a table, and below it what each states and who signed that.

use super::{code, code_or, our_words, write_row};
use crate::report::{Report, model::Referrer};
use std::fmt::Write as _;

impl Report {
    pub(super) fn write_referrers(&self, out: &mut String) {
        let Some(referrers) = &self.referrers else {
            return;
        };
        out.push_str("## Referrers\n\n");
        let gaps = self.referrer_gaps.as_deref().unwrap_or_default();
        if referrers.is_empty() {
            out.push_str(if gaps.is_empty() {
                "None found.\n\n"
            } else {
                "None was found, but not everything could be looked at.\n\n"
            });
        } else {
            write_list(out, referrers);
        }
        for gap in gaps {
            let _ = writeln!(out, "- of {}: {}", code(&gap.of), our_words(&gap.reason));
        }
        if !gaps.is_empty() {
            out.push('\n');
        }
    }
}

/// The table, and what each states.
fn write_list(out: &mut String, referrers: &[Referrer]) {
    out.push_str("| of | digest | verdict | what | type |\n|---|---|---|---|---|\n");
    for referrer in referrers {
        let row = [
            code(&referrer.of),
            code(&referrer.digest),
            referrer.verdict.word().to_owned(),
            our_words(&referrer.purpose),
            code(&referrer.artifact_type),
        ];
        write_row(out, &row);
    }
    out.push('\n');
    for referrer in referrers {
        write_statements(out, referrer);
    }
    out.push('\n');
}

/// What a referrer states or signs, a line each.
fn write_statements(out: &mut String, referrer: &Referrer) {
    for statement in &referrer.statements {
        let subjects: Vec<String> = statement.subjects.iter().map(|one| code(one)).collect();
        let about = if subjects.is_empty() {
            "nothing by a digest".to_owned()
        } else {
            subjects.join(", ")
        };
        let what = statement.predicate_type.as_deref();
        let what = what.map_or_else(String::new, |uri| format!(" states {}", code(uri)));
        let _ = writeln!(out, "- {}{what} about {about}", code(&referrer.digest));
        if statement.signatures.is_empty() {
            out.push_str("  - not signed\n");
        }
        for signature in &statement.signatures {
            let _ = write!(
                out,
                "  - **{}**, key {}",
                signature.verdict.word(),
                code_or(signature.key_id.as_deref(), "without a name")
            );
            for (name, value) in [
                ("of", &signature.signer),
                ("vouched for by", &signature.vouched_by),
                ("signed", &signature.time),
            ] {
                if let Some(value) = value {
                    let _ = write!(out, ", {name} {}", code(value));
                }
            }
            if !signature.reason.is_empty() {
                let _ = write!(out, ": {}", our_words(&signature.reason));
            }
            out.push('\n');
        }
    }
    for fault in &referrer.faults {
        let _ = writeln!(out, "- {}: {}", code(&referrer.digest), our_words(fault));
    }
}
