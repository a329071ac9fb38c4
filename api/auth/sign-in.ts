// How a person comes in: better-auth keeps sessions and passwords, in the schema auth. Its own HTTP routes are not
// mounted: api/routes/session.ts calls it, so that every answer of the API has one form and nobody signs up alone.

import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';

/** A week without coming back ends a session; each day of use renews it. */
const SESSION_SECONDS = 7 * 24 * 3600;
const SESSION_RENEWED_AFTER_SECONDS = 24 * 3600;

/** Length is what protects a password (ANSSI, 2021: at least 12); 128 bounds the work of hashing. */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

/** Our own way in: a session for a person whose one-time link was spent. Called from the server alone. */
function sessionForLink() {
  return {
    id: 'one-time-link',
    endpoints: {
      openSession: createAuthEndpoint.serverOnly(
        { method: 'POST', body: z.object({ userId: z.string() }), requireHeaders: true },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId);
          if (user === null) throw new Error(`no user ${ctx.body.userId} for the link just spent`);
          const session = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ userId: user.id });
        },
      ),
    },
  };
}

export type SignInOptions = {
  /** The application's connection. */
  appUrl: string;
  publicUrl: string;
  /** Signs the cookies. */
  secret: string;
  log: Logger;
};

export function openSignIn(options: SignInOptions) {
  // Three connections: sessions are read once every few seconds a person (see api/auth/authenticate.ts).
  const pool = new Pool({ connectionString: options.appUrl, max: 3, options: '-c search_path=auth' });
  // An idle connection lost (the database restarted) is replaced at the next query; unheard, the event ends the process.
  pool.on('error', () => {});
  const auth = betterAuth({
    appName: 'Vigie',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    database: pool,
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message) => options.log[level]({ from: 'better-auth' }, message) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    session: {
      modelName: 'sessions',
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEWED_AFTER_SECONDS,
      fields: {
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'user_id',
      },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    account: {
      modelName: 'accounts',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    // The limit on attempts is the route's (api/routes/limits.ts): this one watches routes that are not mounted.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'vigie',
      useSecureCookies: options.publicUrl.startsWith('https://'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
    },
    plugins: [sessionForLink()],
  });
  return { api: auth.api, close: () => pool.end() };
}

export type SignIn = ReturnType<typeof openSignIn>;
