//! What functions have in common, and the order that puts those side by side.
//!
//! gzip finds what it has seen a moment ago, and the sooner the cheaper. A compiler leaves functions in the order in which it met them; here
//! each is followed by the one that has most in common with the last few.

use std::collections::{HashMap, VecDeque};

/// How many bytes in a row two functions must share for it to count: more count several times. Which are best differs from module to module, too.
pub const GRAMS: [&[usize]; 2] = [&[6, 10, 20], &[6, 12]];

/// How many bytes of functions may count as the last few. Which is best differs from module to module, by some hundred bytes.
pub const WINDOWS: [usize; 7] = [6_000, 10_000, 16_000, 20_000, 24_000, 28_000, 32_000];

/// Added to the length of each function, so that the shortest do not come first for sharing the little they have: they fit in anywhere.
const HANDICAP: u64 = 300;

/// Positions in an order in which each has much in common with the last few, `most` bytes of them: sequences of as many bytes as `grams` says.
pub fn by_likeness(bodies: &[&[u8]], grams: &[usize], most: usize) -> Vec<usize> {
    let mut likeness = Likeness::of(bodies, grams);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let mut window = VecDeque::new();
    let mut window_length = 0;
    while let Some(next) = likeness.nearest(&left) {
        let function = left.remove(next);
        order.push(function);
        likeness.enter(function);
        window.push_back(function);
        window_length += bodies[function].len();
        while window_length > most && window.len() > 1 {
            if let Some(oldest) = window.pop_front() {
                window_length -= bodies[oldest].len();
                likeness.leave(oldest);
            }
        }
    }
    order
}

/// What each function has in common with the last few.
struct Likeness {
    /// The sequences of bytes in each function, by number, each once.
    grams: Vec<Vec<usize>>,
    /// The functions in which each sequence is.
    functions: Vec<Vec<usize>>,
    /// How many of the last few functions have each sequence.
    recent: Vec<u32>,
    /// How many of its sequences are recent, for each function.
    shared: Vec<u64>,
}

impl Likeness {
    fn of(bodies: &[&[u8]], lengths: &[usize]) -> Self {
        let mut numbers = HashMap::new();
        let mut functions: Vec<Vec<usize>> = Vec::new();
        let mut grams = Vec::with_capacity(bodies.len());
        for (function, body) in bodies.iter().enumerate() {
            let mut own = Vec::new();
            for gram in lengths.iter().flat_map(|length| body.windows(*length)) {
                let number = *numbers.entry(gram).or_insert_with(|| {
                    functions.push(Vec::new());
                    functions.len() - 1
                });
                // The last one in the list is the function in hand, if it is there already.
                if functions[number].last() != Some(&function) {
                    functions[number].push(function);
                    own.push(number);
                }
            }
            grams.push(own);
        }
        Self {
            recent: vec![0; functions.len()],
            shared: vec![0; bodies.len()],
            grams,
            functions,
        }
    }

    fn enter(&mut self, function: usize) {
        for gram in &self.grams[function] {
            self.recent[*gram] += 1;
            if self.recent[*gram] == 1 {
                for other in &self.functions[*gram] {
                    self.shared[*other] += 1;
                }
            }
        }
    }

    fn leave(&mut self, function: usize) {
        for gram in &self.grams[function] {
            self.recent[*gram] -= 1;
            if self.recent[*gram] == 0 {
                for other in &self.functions[*gram] {
                    self.shared[*other] -= 1;
                }
            }
        }
    }

    /// The position in `left` of the function of which the largest part is recent; the first of them, if there are several.
    fn nearest(&self, left: &[usize]) -> Option<usize> {
        let part = |position: &usize| {
            let function = left[*position];
            (
                self.shared[function],
                self.grams[function].len() as u64 + HANDICAP,
            )
        };
        (0..left.len()).reduce(|best, other| {
            let ((shared, length), (other_shared, other_length)) = (part(&best), part(&other));
            if other_shared * length > shared * other_length {
                other
            } else {
                best
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: usize = 4_000;
    const GRAM: [usize; 1] = [6];

    #[test]
    fn each_is_followed_by_what_has_most_in_common_with_it() {
        let bodies: [&[u8]; 4] = [b"abcdefgh", b"12345678", b"abcdefgX", b"1234567X"];
        assert_eq!(by_likeness(&bodies, &GRAM, WINDOW), [0, 2, 1, 3]);
    }

    #[test]
    fn what_has_nothing_in_common_stays_as_it_was() {
        let bodies: [&[u8]; 3] = [b"abcdefgh", b"", b"12345678"];
        assert_eq!(by_likeness(&bodies, &GRAM, WINDOW), [0, 1, 2]);
        assert_eq!(by_likeness(&[], &GRAM, WINDOW), Vec::<usize>::new());
    }

    #[test]
    fn what_is_far_behind_does_not_count() {
        let mut long: Vec<u8> = (0..2 * WINDOW).map(|number| (number % 40) as u8).collect();
        long.extend(b"abcdefgh");
        // The last one is like the first alone, which is out of sight by then.
        let bodies: [&[u8]; 4] = [&long, b"abcdefgh", b"12345678", &[1, 2, 3, 4, 5, 6, 7, 8]];
        assert_eq!(by_likeness(&bodies, &GRAM, WINDOW), [0, 1, 2, 3]);
        // Within sight it comes before what is like nothing.
        let bodies = [&long[2 * WINDOW - 40..], bodies[1], bodies[2], bodies[3]];
        assert_eq!(by_likeness(&bodies, &GRAM, WINDOW), [0, 1, 3, 2]);
    }
}
