//! Runs of steps that did not run.

use std::ops::Range;

use super::body::Body;

/// The runs of steps that did not run, each as long as it can be, as far as they can become functions and are worth it.
pub fn find(body: &Body<'_>, has_run: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    // Without the end of the function.
    let mut waiting = Vec::new();
    waiting.push(0..body.steps.len() - 1);
    while let Some(steps) = waiting.pop() {
        let mut step = steps.start;
        while step < steps.end {
            let here = &body.steps[step];
            if !has_run(here.block) {
                // Nobody comes to what is behind it either: only from a loop, or a construct, that has not begun.
                runs.push(step..steps.end);
                break;
            }
            if here.opens() {
                let otherwise = here.otherwise.unwrap_or(here.end);
                waiting.push(step + 1..otherwise);
                if otherwise < here.end {
                    waiting.push(otherwise + 1..here.end);
                }
            }
            step = body.next(step);
        }
    }
    runs.sort_by_key(|run| run.start);
    runs
}
