"""Makes vectors.json: what other programs than ours make of the same messages.

    python3 vectors.py > vectors.json

"openspp" is json.dumps as OpenSPP2's signing service calls it; "jcs" is RFC 8785
written down here a second time, from the RFC; "sm3" is the digest of the latter by
OpenSSL. The Ed25519 signatures are those of the package cryptography. The seed is
the one of RFC 8032, test 1.
"""
import base64
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
CREATED, EXPIRES = 1750000000, 1750000300

HEADER = {"version": "1.0.0", "message_id": "m-1", "message_ts": "2025-06-15T15:06:40Z", "action": "search",
          "sender_id": "spp.example.org", "total_count": 1, "is_msg_encrypted": False, "meta": None}
MESSAGES = {
    "plain": {"transaction_id": "t-1", "n": 0},
    "chinese": {"姓名": "欧阳娜娜", "address": "江苏省南通市崇川区文峰街道 12 幢 <3 单元> & 车库"},
    "rare character and emoji": {"name": "𠮷田👨‍👩‍👧", "😀": 1, "\ue000": 2, "\uffe5": 3},
    "controls": {"s": "a\u0000\u0001\b\t\n\f\r\u001f\"\\/\u007f\u0080\u2028", "empty": "", "": []},
    "numbers": {"n": [0, -1, 9007199254740991, 0.5, -0.25, 1e-7, 0.000001, 123456.789, 1e21, 1e16, 1e15, 5e-324, 100.0, 1e-5, 0.0001]},
    "nested": {"b": {"z": [True, False, None, {"y": 1, "x": [[]]}]}, "a": {}},
}


def utf16(key):
    return key.encode("utf-16-be")


def number(x):
    """ECMAScript's Number::toString, from Python's shortest digits."""
    if isinstance(x, int) and abs(x) < 10 ** 21:
        return str(x)
    if x == 0:
        return "0"
    sign, x = ("-", -x) if x < 0 else ("", x)
    mantissa, _, exponent = f"{x!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    n = len(whole) - leading + int(exponent or 0)
    digits = digits.rstrip("0")
    k = len(digits)
    if k <= n <= 21:
        return sign + digits + "0" * (n - k)
    if 0 < n <= 21:
        return sign + digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return sign + "0." + "0" * -n + digits
    mark = ("+" if n > 0 else "-") + str(abs(n - 1))
    return sign + digits[0] + ("." + digits[1:] if k > 1 else "") + "e" + mark


def text(s):
    out = ['"']
    for c in s:
        if c in '"\\':
            out.append("\\" + c)
        elif c in "\b\t\n\f\r":
            out.append({"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}[c])
        elif ord(c) < 32:
            out.append("\\u%04x" % ord(c))
        else:
            out.append(c)
    return "".join(out) + '"'


def jcs(v):
    if v is None or isinstance(v, bool):
        return {None: "null", True: "true", False: "false"}[v]
    if isinstance(v, str):
        return text(v)
    if isinstance(v, (int, float)):
        return number(v)
    if isinstance(v, list):
        return "[" + ",".join(map(jcs, v)) + "]"
    return "{" + ",".join(text(k) + ":" + jcs(v[k]) for k in sorted(v, key=utf16)) + "}"


def python(v):
    return json.dumps(v, sort_keys=True, separators=(",", ":"))


key = Ed25519PrivateKey.from_private_bytes(SEED)
vectors = []
for name, message in MESSAGES.items():
    whole = {"header": HEADER, "message": message}
    entry = {"name": name, "header": json.dumps(HEADER, ensure_ascii=False, indent=1), "message": json.dumps(message, ensure_ascii=False, indent=1)}
    for profile, form, algorithm in (("openspp", python, "sha256"), ("jcs", jcs, "sha256"), ("sm", jcs, "sm3")):
        canonical = form(whole)
        digest = base64.b64encode(hashlib.new(algorithm, canonical.encode()).digest()).decode()
        entry[profile] = {"canonical": canonical, "digest": digest}
        if algorithm == "sha256":
            signed = key.sign(f"(created): {CREATED}\n(expires): {EXPIRES}\ndigest: {digest}".encode())
            entry[profile]["signature"] = base64.b64encode(signed).decode()
    vectors.append(entry)
print(json.dumps({"seed": SEED.hex(), "created": CREATED, "expires": EXPIRES, "vectors": vectors}, ensure_ascii=True, indent=1))
