// What Slack's library says goes to Vigie's log; the level is Vigie's.

import type { Logger as SlackLogger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import type { Logger } from 'pino';

/** The library writes bodies and tokens at its debug level: that one is left out. */
export function makeSlackLog(log: Logger): SlackLogger {
  const say = (parts: readonly unknown[]): string => parts.map(String).join(' ').slice(0, 500);
  return {
    debug: () => {},
    // A stranger's forged request is no event of the firm: seen by who looks for it.
    info: (...parts) => log.debug({ slack: say(parts) }, 'slack'),
    warn: (...parts) => log.info({ slack: say(parts) }, 'slack'),
    error: (...parts) => log.warn({ slack: say(parts) }, 'slack'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
