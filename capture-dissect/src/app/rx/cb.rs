//! Callbacks, which a file server makes to its clients (OpenAFS `afscbint.xg`).

use super::field::{
    Field::{Uuid, With},
    Operation, date, fids, uuid_alone,
};
use crate::{context::Context, cursor::Cursor, show::out, stop::Outcome};

/// Operations, and what is shown of them.
pub(super) const OPERATIONS: &[Operation] = &[
    (204, "callback", &[With(callback)], &[]),
    (205, "initcb", &[], &[]),
    (206, "probe", &[], &[]),
    (207, "getlock", &[], &[]),
    (208, "getce", &[], &[]),
    (209, "xstatver", &[], &[]),
    (210, "getxstat", &[], &[]),
    (211, "initcb2", &[], &[]),
    (212, "whoareyou", &[], &[]),
    (213, "initcb3", &[], &[With(uuid_alone)]),
    (214, "probeuuid", &[Uuid], &[]),
    (215, "getsrvprefs", &[], &[]),
    (216, "getcellservdb", &[], &[]),
    (217, "getlocalcell", &[], &[]),
    (218, "getcacheconf", &[], &[]),
];

/// Files, and what was promised of them.
fn callback(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    fids(cx, p)?;
    let promises = p.be_u32()?;
    if promises != 0 {
        out!(cx, ";");
    }
    for _ in 0..promises {
        out!(cx, " ver");
        out!(cx, " ", p.be_u32()? as i32, " expires");
        date(cx, p)?;
        p.skip(4)?;
    }
    Ok(())
}
