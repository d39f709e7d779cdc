//! Names of objects that SNMP speaks of: those of RFC 1155, RFC 1213, RFC 1447, RFC 3410 and the first
//! enterprises, as far as tcpdump knows them.
//!
//! The tree is a list of its nodes in the order of a walk: depth, number, name. Below a node whose name
//! is empty or ends with a colon the text begins anew, with that name.

use crate::{context::Context, show::out};

/// A node: its depth, its number there, and its name.
type Node = (usize, u32, &'static str);

#[rustfmt::skip]
const NODES: &[Node] = &[
    (1, 1, "iso"), (2, 3, "org"), (3, 6, "dod"), (4, 1, "internet"), (5, 1, "directory"), (5, 2, "mgmt"),
    (6, 1, ""), (7, 1, "system"), (8, 1, "sysDescr"), (8, 2, "sysObjectID"), (8, 3, "sysUpTime"),
    (8, 4, "sysContact"), (8, 5, "sysName"), (8, 6, "sysLocation"), (8, 7, "sysServices"),
    (7, 2, "interfaces"), (8, 1, "ifNumber"), (8, 2, "ifTable"), (9, 1, "ifEntry"), (10, 1, "ifIndex"),
    (10, 2, "ifDescr"), (10, 3, "ifType"), (10, 4, "ifMtu"), (10, 5, "ifSpeed"), (10, 6, "ifPhysAddress"),
    (10, 7, "ifAdminStatus"), (10, 8, "ifOperStatus"), (10, 9, "ifLastChange"), (10, 10, "ifInOctets"),
    (10, 11, "ifInUcastPkts"), (10, 12, "ifInNUcastPkts"), (10, 13, "ifInDiscards"), (10, 14, "ifInErrors"),
    (10, 15, "ifInUnknownProtos"), (10, 16, "ifOutOctets"), (10, 17, "ifOutUcastPkts"),
    (10, 18, "ifOutNUcastPkts"), (10, 19, "ifOutDiscards"), (10, 20, "ifOutErrors"), (10, 21, "ifOutQLen"),
    (10, 22, "ifSpecific"), (7, 3, "at"), (8, 1, "atTable"), (9, 1, "atEntry"), (10, 1, "atIfIndex"),
    (10, 2, "atPhysAddress"), (10, 3, "atNetAddress"), (7, 4, "ip"), (8, 1, "ipForwarding"),
    (8, 2, "ipDefaultTTL"), (8, 3, "ipInReceives"), (8, 4, "ipInHdrErrors"), (8, 5, "ipInAddrErrors"),
    (8, 6, "ipForwDatagrams"), (8, 7, "ipInUnknownProtos"), (8, 8, "ipInDiscards"), (8, 9, "ipInDelivers"),
    (8, 10, "ipOutRequests"), (8, 11, "ipOutDiscards"), (8, 12, "ipOutNoRoutes"), (8, 13, "ipReasmTimeout"),
    (8, 14, "ipReasmReqds"), (8, 15, "ipReasmOKs"), (8, 16, "ipReasmFails"), (8, 17, "ipFragOKs"),
    (8, 18, "ipFragFails"), (8, 19, "ipFragCreates"), (8, 20, "ipAddrTable"), (9, 1, "ipAddrEntry"),
    (10, 1, "ipAdEntAddr"), (10, 2, "ipAdEntIfIndex"), (10, 3, "ipAdEntNetMask"), (10, 4, "ipAdEntBcastAddr"),
    (10, 5, "ipAdEntReasmMaxSize"), (8, 21, "ipRoutingTable"), (9, 1, "ipRouteEntry"), (10, 1, "ipRouteDest"),
    (10, 2, "ipRouteIfIndex"), (10, 3, "ipRouteMetric1"), (10, 4, "ipRouteMetric2"),
    (10, 5, "ipRouteMetric3"), (10, 6, "ipRouteMetric4"), (10, 7, "ipRouteNextHop"), (10, 8, "ipRouteType"),
    (10, 9, "ipRouteProto"), (10, 10, "ipRouteAge"), (10, 11, "ipRouteMask"), (8, 22, "ipNetToMediaTable"),
    (9, 1, "ipNetToMediaEntry"), (10, 1, "ipNetToMediaIfIndex"), (10, 2, "ipNetToMediaPhysAddress"),
    (10, 3, "ipNetToMediaNetAddress"), (10, 4, "ipNetToMediaType"), (7, 5, "icmp"), (8, 1, "icmpInMsgs"),
    (8, 2, "icmpInErrors"), (8, 3, "icmpInDestUnreachs"), (8, 4, "icmpInTimeExcds"),
    (8, 5, "icmpInParmProbs"), (8, 6, "icmpInSrcQuenchs"), (8, 7, "icmpInRedirects"), (8, 8, "icmpInEchos"),
    (8, 9, "icmpInEchoReps"), (8, 10, "icmpInTimestamps"), (8, 11, "icmpInTimestampReps"),
    (8, 12, "icmpInAddrMasks"), (8, 13, "icmpInAddrMaskReps"), (8, 14, "icmpOutMsgs"),
    (8, 15, "icmpOutErrors"), (8, 16, "icmpOutDestUnreachs"), (8, 17, "icmpOutTimeExcds"),
    (8, 18, "icmpOutParmProbs"), (8, 19, "icmpOutSrcQuenchs"), (8, 20, "icmpOutRedirects"),
    (8, 21, "icmpOutEchos"), (8, 22, "icmpOutEchoReps"), (8, 23, "icmpOutTimestamps"),
    (8, 24, "icmpOutTimestampReps"), (8, 25, "icmpOutAddrMasks"), (8, 26, "icmpOutAddrMaskReps"),
    (7, 6, "tcp"), (8, 1, "tcpRtoAlgorithm"), (8, 2, "tcpRtoMin"), (8, 3, "tcpRtoMax"), (8, 4, "tcpMaxConn"),
    (8, 5, "tcpActiveOpens"), (8, 6, "tcpPassiveOpens"), (8, 7, "tcpAttemptFails"), (8, 8, "tcpEstabResets"),
    (8, 9, "tcpCurrEstab"), (8, 10, "tcpInSegs"), (8, 11, "tcpOutSegs"), (8, 12, "tcpRetransSegs"),
    (8, 13, "tcpConnTable"), (9, 1, "tcpConnEntry"), (10, 1, "tcpConnState"), (10, 2, "tcpConnLocalAddress"),
    (10, 3, "tcpConnLocalPort"), (10, 4, "tcpConnRemAddress"), (10, 5, "tcpConnRemPort"),
    (8, 14, "tcpInErrs"), (8, 15, "tcpOutRsts"), (7, 7, "udp"), (8, 1, "udpInDatagrams"),
    (8, 2, "udpNoPorts"), (8, 3, "udpInErrors"), (8, 4, "udpOutDatagrams"), (8, 5, "udpTable"),
    (9, 1, "udpEntry"), (10, 1, "udpLocalAddress"), (10, 2, "udpLocalPort"), (7, 8, "egp"),
    (8, 1, "egpInMsgs"), (8, 2, "egpInErrors"), (8, 3, "egpOutMsgs"), (8, 4, "egpOutErrors"),
    (8, 5, "egpNeighTable"), (9, 1, "egpNeighEntry"), (10, 1, "egpNeighState"), (10, 2, "egpNeighAddr"),
    (10, 3, "egpNeighAs"), (10, 4, "egpNeighInMsgs"), (10, 5, "egpNeighInErrs"), (10, 6, "egpNeighOutMsgs"),
    (10, 7, "egpNeighOutErrs"), (10, 8, "egpNeighInErrMsgs"), (10, 9, "egpNeighOutErrMsgs"),
    (10, 10, "egpNeighStateUps"), (10, 11, "egpNeighStateDowns"), (10, 12, "egpNeighIntervalHello"),
    (10, 13, "egpNeighIntervalPoll"), (10, 14, "egpNeighMode"), (10, 15, "egpNeighEventTrigger"),
    (8, 6, "egpAs"), (7, 10, "transmission"), (7, 11, "snmp"), (8, 1, "snmpInPkts"), (8, 2, "snmpOutPkts"),
    (8, 3, "snmpInBadVersions"), (8, 4, "snmpInBadCommunityNames"), (8, 5, "snmpInBadCommunityUses"),
    (8, 6, "snmpInASNParseErrs"), (8, 7, "snmpInBadTypes"), (8, 8, "snmpInTooBigs"),
    (8, 9, "snmpInNoSuchNames"), (8, 10, "snmpInBadValues"), (8, 11, "snmpInReadOnlys"),
    (8, 12, "snmpInGenErrs"), (8, 13, "snmpInTotalReqVars"), (8, 14, "snmpInTotalSetVars"),
    (8, 15, "snmpInGetRequests"), (8, 16, "snmpInGetNexts"), (8, 17, "snmpInSetRequests"),
    (8, 18, "snmpInGetResponses"), (8, 19, "snmpInTraps"), (8, 20, "snmpOutTooBigs"),
    (8, 21, "snmpOutNoSuchNames"), (8, 22, "snmpOutBadValues"), (8, 23, "snmpOutReadOnlys"),
    (8, 24, "snmpOutGenErrs"), (8, 25, "snmpOutGetRequests"), (8, 26, "snmpOutGetNexts"),
    (8, 27, "snmpOutSetRequests"), (8, 28, "snmpOutGetResponses"), (8, 29, "snmpOutTraps"),
    (8, 30, "snmpEnableAuthTraps"), (5, 3, "X:"), (5, 4, "private"), (6, 1, "E:"), (7, 1, "proteon"),
    (7, 2, "ibm"), (7, 3, "cmu"), (7, 4, "unix"), (7, 5, "acc"), (7, 6, "twg"), (7, 7, "cayman"),
    (7, 8, "nysernet"), (7, 9, "cisco"), (7, 10, "nsc"), (7, 11, "hp"), (7, 12, "epilogue"),
    (7, 13, "utennessee"), (7, 14, "bbn"), (7, 15, "xylogics"), (7, 16, "unisys"), (7, 17, "canstar"),
    (7, 18, "wellfleet"), (7, 19, "trw"), (7, 20, "mit"), (7, 21, "eon"), (7, 22, "spartacus"),
    (7, 23, "excelan"), (7, 24, "spider"), (7, 25, "nsfnet"), (7, 26, "sytek"), (7, 27, "intergraph"),
    (7, 28, "interlan"), (7, 29, "vitalink"), (7, 30, "ulana"), (7, 31, "nswc"),
    (7, 32, "santacruzoperation"), (7, 33, "xyplex"), (7, 34, "cray"), (7, 35, "bellnorthernresearch"),
    (7, 36, "dec"), (7, 37, "touch"), (7, 38, "networkresearchcorp"), (7, 39, "baylor"),
    (7, 40, "nmfeccllnl"), (7, 41, "sri"), (7, 42, "sun"), (7, 43, "3com"), (7, 44, "cmc"),
    (7, 45, "synoptics"), (7, 46, "cheyenne"), (7, 47, "prime"), (7, 48, "mcnc"), (7, 49, "chipcom"),
    (7, 50, "opticaldatasystems"), (7, 51, "gated"), (7, 52, "cabletron"), (7, 53, "apollo"),
    (7, 54, "desktalksystems"), (7, 55, "ssds"), (7, 56, "castlerock"), (7, 57, "mips"), (7, 58, "tgv"),
    (7, 59, "silicongraphics"), (7, 60, "ubc"), (7, 61, "merit"), (7, 62, "fibercom"), (7, 63, "apple"),
    (7, 64, "gandalf"), (7, 65, "dartmouth"), (7, 66, "davidsystems"), (7, 67, "reuter"), (7, 68, "cornell"),
    (7, 69, "tmac"), (7, 70, "locus"), (7, 71, "nasa"), (7, 72, "retix"), (7, 73, "boeing"), (7, 74, "att"),
    (7, 75, "ungermannbass"), (7, 76, "digitalanalysis"), (7, 77, "hplanman"), (7, 78, "netlabs"),
    (7, 79, "icl"), (7, 80, "auspex"), (7, 81, "lannet"), (7, 82, "ncd"), (7, 83, "raycom"),
    (7, 84, "pirellifocom"), (7, 85, "datability"), (7, 86, "networkappltech"), (7, 87, "link"),
    (7, 88, "nyu"), (7, 89, "rnd"), (7, 90, "intercon"), (7, 91, "learningtree"), (7, 92, "webstercomputer"),
    (7, 93, "frontier"), (7, 94, "nokia"), (7, 95, "allenbradley"), (7, 96, "cern"), (7, 97, "sigma"),
    (7, 98, "emergingtech"), (7, 99, "snmpresearch"), (7, 100, "ohiostate"), (7, 101, "ultra"),
    (7, 136, "ccur"), (5, 5, "security"), (5, 6, "snmpV2"), (6, 3, "S:"), (7, 10, "snmpFrameworkMIB"),
    (8, 1, "snmpFrameworkAdmin"), (8, 2, "snmpFrameworkMIBObjects"), (9, 1, "snmpEngine"),
    (10, 1, "snmpEngineID"), (10, 2, "snmpEngineBoots"), (10, 3, "snmpEngineTime"),
    (10, 4, "snmpEngineMaxMessageSize"), (8, 3, "snmpFrameworkMIBConformance"), (7, 11, "snmpMPDMIB"),
    (8, 1, "snmpMPDAdmin"), (8, 2, "snmpMPDMIBObjects"), (9, 1, "snmpMPDStats"),
    (10, 1, "snmpUnknownSecurityModels"), (10, 2, "snmpInvalidMsgs"), (10, 3, "snmpUnknownPDUHandlers"),
    (8, 3, "snmpMPDMIBConformance"), (9, 1, "snmpMPDMIBCompliances"), (9, 2, "snmpMPDMIBGroups"),
    (7, 15, "snmpUsmMIB"), (8, 1, "usmMIBObjects"), (9, 1, "usmStats"),
    (10, 1, "usmStatsUnsupportedSecLevels"), (10, 2, "usmStatsNotInTimeWindows"),
    (10, 3, "usmStatsUnknownUserNames"), (10, 4, "usmStatsUnknownEngineIDs"), (10, 5, "usmStatsWrongDigests"),
    (10, 6, "usmStatsDecryptionErrors"), (9, 2, "usmUser"), (10, 1, "usmUserSpinLock"),
    (10, 2, "usmUserTable"), (11, 1, "usmUserEntry"), (12, 1, "usmUserEngineID"), (12, 2, "usmUserName"),
    (12, 3, "usmUserSecurityName"), (12, 4, "usmUserCloneFrom"), (12, 5, "usmUserAuthProtocol"),
    (12, 6, "usmUserAuthKeyChange"), (12, 7, "usmUserOwnAuthKeyChange"), (12, 8, "usmUserPrivProtocol"),
    (12, 9, "usmUserPrivKeyChange"), (12, 10, "usmUserOwnPrivKeyChange"), (12, 11, "usmUserPublic"),
    (12, 12, "usmUserStorageType"), (12, 13, "usmUserStatus"), (8, 2, "usmMIBConformance"),
    (9, 1, "usmMIBCompliances"), (9, 2, "usmMIBGroups"),
];

/// Prints an object identifier's numbers by their names, where they have some.
pub(super) fn object(cx: &mut Context<'_>, numbers: impl Iterator<Item = u32>) {
    let start = cx.out.len();
    let (mut depth, mut below, mut separator) = (0, Some(NODES), ".");
    for number in numbers {
        depth += 1;
        below = below.and_then(|nodes| child(nodes, depth, number));
        match below.and_then(<[Node]>::first) {
            Some((.., name)) if name.is_empty() || name.ends_with(':') => {
                cx.out.truncate(start);
                out!(cx, *name);
                separator = "";
                continue;
            }
            Some((.., name)) => out!(cx, separator, *name),
            None => out!(cx, separator, number),
        }
        separator = ".";
    }
}

/// The nodes from the child with this number on; `nodes` begin with its parent, or are all.
fn child(nodes: &'static [Node], depth: usize, number: u32) -> Option<&'static [Node]> {
    let below = nodes.get(usize::from(depth > 1)..)?;
    let end = below.iter().position(|(it, ..)| *it < depth).unwrap_or(below.len());
    let at = below.get(..end)?.iter().position(|(it, found, _)| (*it, *found) == (depth, number))?;
    below.get(at..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn named(numbers: &[u32]) -> String {
        text(|cx| object(cx, numbers.iter().copied()))
    }

    #[test]
    fn usual_roots_are_left_out() {
        assert_eq!(named(&[1, 3, 6, 1, 2, 1, 1, 1, 0]), "system.sysDescr.0");
        assert_eq!(named(&[1, 3, 6, 1, 4, 1, 9, 7]), "E:cisco.7");
        assert_eq!(named(&[1, 3, 6, 1, 4]), ".iso.org.dod.internet.private");
        assert_eq!(named(&[1, 3, 6, 1, 2, 1, 99, 1]), "99.1");
        assert_eq!(named(&[2, 5]), ".2.5");
    }
}
