// The oracle of access tokens: npm jose, driven over stdin/stdout with one JSON object in and one out.
//   verify: { jwks, issuer, audience, token }      -> { claims, header } as jose reads a token of ours
//   forge:  { pem, kid, claims, strangerIssuer }   -> { good: [...], forged: [{ name, token }] }
import * as jose from 'jose'
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'

const asked = JSON.parse(await new Response(process.stdin).text())
console.log(JSON.stringify(await { verify, forge }[asked.do](asked)))

async function verify({ jwks, issuer, audience, token }) {
  const { payload, protectedHeader } = await jose.jwtVerify(token, jose.createLocalJWKSet(jwks), {
    issuer, audience, typ: 'at+jwt', algorithms: ['ES256'], requiredClaims: ['sub', 'org', 'role', 'sid', 'jti', 'client_id'],
  })
  return { claims: payload, header: protectedHeader }
}

async function forge({ pem, kid, claims, genuine, refreshToken }) {
  const ours = await jose.importPKCS8(pem, 'ES256', { extractable: true })
  const header = { alg: 'ES256', typ: 'at+jwt', kid }
  const sign = (c = claims, h = header, key = ours) => new jose.SignJWT(c).setProtectedHeader(h).sign(key)
  const changed = (change) => ({ ...claims, ...change })
  const without = (name) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))
  const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
  const raw = (h, c) => {
    const input = `${b64(h)}.${b64(c)}`
    const signer = createSign('SHA256').update(input)
    return `${input}.${signer.sign({ key: pem, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  const hmac = (h, c, secret) => {
    const input = `${b64(h)}.${b64(c)}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }

  const stranger = await jose.generateKeyPair('ES256', { extractable: true })
  const strangerJwk = await jose.exportJWK(stranger.publicKey)
  const rsa = await jose.generateKeyPair('RS256')
  const p384 = await jose.generateKeyPair('ES384')
  const publicPem = await jose.exportSPKI(await jose.importJWK({ ...(await jose.exportJWK(ours)), d: undefined }, 'ES256'))
  const ourJwk = await jose.exportJWK(ours)
  const now = Math.floor(Date.now() / 1000)
  const [h, c, s] = genuine.split('.')
  const flipped = Buffer.from(s, 'base64url').map((byte, i) => (i === 10 ? byte ^ 1 : byte)).toString('base64url')
  const signer = createSign('SHA256').update(`${h}.${c}`)
  const der = signer.sign(pem).toString('base64url')

  const forged = {
    'alg none': `${b64({ ...header, alg: 'none' })}.${b64(claims)}.`,
    'alg None': `${b64({ ...header, alg: 'None' })}.${b64(claims)}.`,
    'alg none with a signature': `${b64({ ...header, alg: 'none' })}.${c}.${s}`,
    'no signature': `${h}.${c}.`,
    'no third part': `${h}.${c}`,
    'a fourth part': `${genuine}.${s}`,
    'HS256 keyed by the public key': hmac({ ...header, alg: 'HS256' }, claims, publicPem),
    'HS256 keyed by the JWK': hmac({ ...header, alg: 'HS256' }, claims, JSON.stringify(ourJwk)),
    'HS256 keyed by nothing': hmac({ ...header, alg: 'HS256' }, claims, ''),
    'RS256': await sign(claims, { ...header, alg: 'RS256' }, rsa.privateKey),
    'ES384': await sign(claims, { ...header, alg: 'ES384' }, p384.privateKey),
    'another key under our kid': await sign(claims, header, stranger.privateKey),
    'another key under its own kid': await sign(claims, { ...header, kid: 'other' }, stranger.privateKey),
    'jwk in the header': await sign(claims, { ...header, jwk: strangerJwk }, stranger.privateKey),
    'our jwk in the header': raw({ ...header, jwk: ourJwk }, claims),
    'jku in the header': raw({ ...header, jku: 'http://127.0.0.1:1/jwks.json' }, claims),
    'x5u in the header': raw({ ...header, x5u: 'http://127.0.0.1:1/cert.pem' }, claims),
    'x5c in the header': raw({ ...header, x5c: ['MIIB'] }, claims),
    'crit in the header': raw({ ...header, crit: ['exp'] }, claims),
    'b64 false': raw({ ...header, b64: false, crit: ['b64'] }, claims),
    'zip in the header': raw({ ...header, zip: 'DEF' }, claims),
    'no kid': raw({ alg: 'ES256', typ: 'at+jwt' }, claims),
    'unknown kid': raw({ ...header, kid: 'nobody' }, claims),
    'kid as a path': raw({ ...header, kid: '../../../../dev/null' }, claims),
    'typ JWT': raw({ ...header, typ: 'JWT' }, claims),
    'no typ': raw({ alg: 'ES256', kid }, claims),
    'typ of an ID token': raw({ ...header, typ: 'id+jwt' }, claims),
    'typ in another case': raw({ ...header, typ: 'AT+JWT' }, claims),
    'another issuer': raw(header, changed({ iss: 'https://elsewhere.test' })),
    'no issuer': raw(header, without('iss')),
    'another audience': raw(header, changed({ aud: 'elsewhere' })),
    'our audience among others': raw(header, changed({ aud: [claims.aud, 'elsewhere'] })),
    'no audience': raw(header, without('aud')),
    'expired by a second': raw(header, changed({ exp: now - 1 })),
    'expires now': raw(header, changed({ exp: now })),
    'no expiry': raw(header, without('exp')),
    'expiry as a text': raw(header, changed({ exp: String(now + 600) })),
    'expiry as a fraction': raw(header, changed({ exp: now + 600.5 })),
    'expiry beyond time': raw(header, changed({ exp: 1e15 })),
    'negative expiry': raw(header, changed({ exp: -1 })),
    'valid in a minute': raw(header, changed({ nbf: now + 60 })),
    'issued in an hour': raw(header, changed({ iat: now + 3600 })),
    'no subject': raw(header, without('sub')),
    'subject that is no id': raw(header, changed({ sub: 'admin' })),
    'no session': raw(header, without('sid')),
    'no organization': raw(header, without('org')),
    'no role': raw(header, without('role')),
    'a role that there is not': raw(header, changed({ role: 'root' })),
    'roles as a list': raw(header, changed({ role: ['student', 'admin'] })),
    'role as a number': raw(header, changed({ role: 2 })),
    'duplicate role': raw(header, JSON.stringify(claims).replace('{', '{"role":"admin",')),
    'duplicate alg': raw(`{"alg":"none",${JSON.stringify(header).slice(1)}`, claims),
    'duplicate role, escaped': raw(header, JSON.stringify(claims).replace('{', '{"\\u0072ole":"admin",')),
    'claims of another token': `${h}.${b64(changed({ role: 'admin' }))}.${s}`,
    'header of another token': `${b64({ ...header, kid: 'other' })}.${c}.${s}`,
    'a bit of the signature flipped': `${h}.${c}.${flipped}`,
    'signature cut off': genuine.slice(0, -4),
    'signature in DER': `${h}.${c}.${der}`,
    'a signature of zeros': `${h}.${c}.${Buffer.alloc(64).toString('base64url')}`,
    'padding': `${h}.${c}.${s}==`,
    'plain base64': `${h}.${c}.${Buffer.from(s, 'base64url').toString('base64')}`,
    'a space inside': `${h}.${c} .${s}`,
    'claims that are no object': raw(header, '"admin"'),
    'claims that are no JSON': raw(header, '{'),
    'claims that are null': raw(header, 'null'),
    'header that is a list': raw('["ES256"]', claims),
    'lone surrogates': raw(header, JSON.stringify(claims).replace('{', '{"name":"\\ud800",').replace('"student"', '"\\ud800"')),
    'a refresh token': refreshToken,
    'nothing': '',
    'dots': '..',
    'very long': `${h}.${b64({ ...claims, junk: 'x'.repeat(10_000) })}.${s}`,
  }
  return {
    good: [await sign(), raw(header, claims), raw({ kid, typ: 'at+jwt', alg: 'ES256' }, changed({ nbf: now + 2, extra: 1 }))],
    forged: Object.entries(forged).map(([name, token]) => ({ name, token })),
  }
}
