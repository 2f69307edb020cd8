//! Which rows are read now: those in view, a few at a time, each once.

/// How many rows are read at a time.
pub const AT_ONCE: usize = 6;

/// Rows in view, by tag. `T` is what reads a row: dropping it stops the reading.
#[derive(Debug)]
pub struct Queue<K, T> {
    waiting: Vec<K>,
    running: Vec<(K, T)>,
}

impl<K, T> Default for Queue<K, T> {
    fn default() -> Self {
        Self {
            waiting: Vec::new(),
            running: Vec::new(),
        }
    }
}

impl<K: Clone + PartialEq, T> Queue<K, T> {
    /// Takes the rows that are in view now and want to be read, from top to bottom: those that left it are stopped.
    pub fn show(&mut self, wanted: &[K]) {
        self.running.retain(|(key, _)| wanted.contains(key));
        self.waiting = wanted
            .iter()
            .filter(|key| !self.running.iter().any(|(other, _)| other == *key))
            .cloned()
            .collect();
    }

    /// Begins to read as many as may be read now.
    pub fn start(&mut self, mut read: impl FnMut(K) -> T) {
        while self.running.len() < AT_ONCE && !self.waiting.is_empty() {
            let key = self.waiting.remove(0);
            let task = read(key.clone());
            self.running.push((key, task));
        }
    }

    /// How many rows are being read.
    pub fn running(&self) -> usize {
        self.running.len()
    }
}
