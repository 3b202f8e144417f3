import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** Who a development token is for. */
export interface Subject {
  readonly tenant: string;
  readonly user: string;
  /** @default 12 hours */
  readonly lifetimeSeconds?: number;
}

interface Kept {
  readonly issuer: string;
  readonly privateKey: JWK;
  readonly publicKey: JWK;
}

const audience = 'baton-local';
const algorithm = 'RS256';

/**
 * Issues and verifies tokens for a laptop. Its key is made once and kept in the data folder, so that tokens outlive a restart
 * and the command line can make one without the server.
 */
export class DevelopmentIssuer {
  readonly #kept: Kept;

  private constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** @param folder where the key is kept; undefined makes one that is forgotten */
  static open(folder: string | undefined): DevelopmentIssuer {
    if (folder === undefined) return new DevelopmentIssuer(makeKey());
    const file = join(folder, 'issuer.json');
    if (!existsSync(file)) keepOnce(file, makeKey());
    return new DevelopmentIssuer(JSON.parse(readFileSync(file, 'utf8')) as Kept);
  }

  get address(): string {
    return this.#kept.issuer;
  }

  get keySet(): JSONWebKeySet {
    return { keys: [this.#kept.publicKey] };
  }

  /** The discovery document (https://openid.net/specs/openid-connect-discovery-1_0.html). */
  discovery(origin: string) {
    return {
      issuer: this.address,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: [algorithm],
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
    };
  }

  async token({ tenant, user, lifetimeSeconds = 12 * 3600 }: Subject): Promise<string> {
    return new SignJWT({ 'custom:tenant': tenant, token_use: 'id' })
      .setProtectedHeader({ alg: algorithm, kid: String(this.#kept.publicKey.kid) })
      .setIssuer(this.address)
      .setAudience(audience)
      .setSubject(user)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(await importJWK(this.#kept.privateKey, algorithm));
  }

  /**
   * The claims of a token that is good now: signed by this issuer, for this audience, not expired. A token that never expires
   * is refused, though the library would take it.
   *
   * @throws whatever is wrong with it
   */
  async verify(token: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, createLocalJWKSet(this.keySet), {
      issuer: this.address,
      audience,
      algorithms: [algorithm],
      requiredClaims: ['exp'],
      clockTolerance: 60,
    });
    return payload;
  }
}

/** Puts a key where all of it is seen at once. Of two who do so at the same time, as server and command line may, one is first. */
function keepOnce(file: string, kept: Kept): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = join(dirname(file), `.issuer-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(kept), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function makeKey(): Kept {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    issuer: 'http://localhost:3000',
    privateKey: { ...privateKey.export({ format: 'jwk' }), kid, alg: algorithm },
    publicKey: { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
  };
}
