//! Calls whose replies are still to come: as many as tcpdump remembers.

use crate::show::Addr;

/// Calls that are remembered; each new one takes the place of the oldest.
const CALLS: usize = 64;

/// A call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// The number that its reply bears.
    pub xid: u32,
    /// Who called.
    pub client: Addr,
    /// Who was called.
    pub server: Addr,
    /// The version of the program.
    pub version: u32,
    /// The procedure.
    pub procedure: u32,
}

/// The last calls.
#[derive(Debug)]
pub(crate) struct Calls {
    calls: [Option<Call>; CALLS],
    next: usize,
    found: usize,
}

impl Default for Calls {
    fn default() -> Self {
        Self { calls: [None; CALLS], next: 0, found: 0 }
    }
}

impl Calls {
    /// Remembers a call.
    pub fn insert(&mut self, call: Call) {
        if let Some(place) = self.calls.get_mut(self.next) {
            *place = Some(call);
        }
        self.next = (self.next + 1) % CALLS;
    }

    /// The call that a reply answers; the search begins behind the last one found.
    pub fn find(&mut self, xid: u32, client: Addr, server: Addr) -> Option<Call> {
        for step in 0..CALLS {
            let at = (self.found + step) % CALLS;
            if let Some(Some(call)) = self.calls.get(at)
                && (call.xid, call.client, call.server) == (xid, client, server)
            {
                let call = *call;
                self.found = (at + 1) % CALLS;
                return Some(call);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_call_is_forgotten() {
        let (client, server) = (Addr::default(), Addr::default());
        let mut calls = Calls::default();
        for xid in 0..=64 {
            calls.insert(Call { xid, client, server, version: 3, procedure: xid });
        }
        assert!(calls.find(0, client, server).is_none());
        assert_eq!(calls.find(64, client, server).unwrap().procedure, 64);
        assert_eq!(calls.find(1, client, server).unwrap().procedure, 1);
    }
}
