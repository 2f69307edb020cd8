//! The table at the end.

/// Figures with their bounds.
#[derive(Default)]
pub struct Report(Vec<Row>);

struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    bound: Bound,
    detail: String,
}

/// What a figure must keep to.
pub enum Bound {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

impl Report {
    /// Adds a figure. `detail`: what it was computed from.
    pub fn add(
        &mut self,
        what: &str,
        value: f64,
        unit: &'static str,
        bound: Bound,
        detail: String,
    ) {
        let row = Row {
            what: what.to_owned(),
            value,
            unit,
            bound,
            detail,
        };
        eprintln!("{}", row.line());
        self.0.push(row);
    }

    /// Whether every bound is kept.
    pub fn all_hold(&self) -> bool {
        self.0.iter().all(Row::holds)
    }

    /// Prints all rows.
    #[expect(clippy::print_stdout, reason = "the table is what the command is for")]
    pub fn print(&self) {
        println!();
        for row in &self.0 {
            println!("{}", row.line());
        }
    }
}

impl Row {
    fn holds(&self) -> bool {
        match self.bound {
            Bound::AtLeast(bound) => self.value >= bound,
            Bound::AtMost(bound) => self.value <= bound,
        }
    }

    fn line(&self) -> String {
        let (word, bound) = match self.bound {
            Bound::AtLeast(bound) => ("at least", bound),
            Bound::AtMost(bound) => ("at most", bound),
        };
        let mark = if self.holds() { "ok  " } else { "MISS" };
        format!(
            "{mark} {:<58} {:>9.2} {:<4} ({word} {bound})   {}",
            self.what, self.value, self.unit, self.detail
        )
    }
}
