/**
 * Public key of the extension and the id that Chrome computes from it. Unpacked builds and the team's package carry the key, and
 * the Worker admits the id. Replace both to have one id with your item in the Chrome Web Store; a test derives the id.
 */

export const EXTENSION_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAplSWJ5+Kjk710Wi2ZRaNK/nV/Oa2Ci0uWzkUkzSuCmQJOj3rhMZhdPlxoiXiDBE4ug0qKKyaKM3wLsjEcBLXfwLtlH6SFCN54NQ2JjtGHRMa3c1eXi+joa0p/VU4wp2Y4YKBgeE4prL9CFf2K8ltcBfFOkitB0pcSNCcnRpN958P/FNaFtYIadwBLSkWdlVFdsM1fb+0nTxvronvT2/ooZJBZgvSRmJcHsQLIDg20X/x2KydRrYsfD8E/THFYmg76d+Ws/2Pb+qj1OfiUm44akc96SL/dbhFOWQXRXmJ2qCUo4+y13fwBMbb9mbEfeNVp1aDXwOa5tG9zNgej6358wIDAQAB";

export const EXTENSION_ID = "hljmdppfllbgbiinehknhbodnppfjoom";
