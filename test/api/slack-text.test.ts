// Words on their way to Slack and back; and the manifest that a firm gives Slack, held to what the code answers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SLACK_PATH } from '../../api/slack/open-slack.ts';
import { showRows } from '../../api/slack/row-lines.ts';
import { readShortcut, sayHelp } from '../../api/slack/shortcuts.ts';
import { escapeText, readText, showText, splitText } from '../../api/slack/text.ts';

describe('ce qui part', () => {
  test('ne nomme personne et ne mène nulle part', () => {
    for (const hostile of [
      '<!channel> <@U0DIR> <#C0EQUIPE>',
      '<https://voleur.example|cliquez>',
      'http://voleur.example/a?b=c',
      '![x](https://voleur.example/p.png)',
      'www.voleur.example',
      'HTTPS://VOLEUR.EXAMPLE',
      'javascript:alert(1)',
    ]) {
      const shown = showText(hostile);
      expect(shown).not.toMatch(/[<>]/);
      expect(shown.toLowerCase()).not.toContain('voleur.example');
      expect(shown).not.toContain('javascript:');
    }
  });

  test('revient tel qu’il était, une fois lu par Slack', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replaceAll(/\s+/g, ' ').trim();
        expect(escapeText(plain)).not.toMatch(/[<>]/);
        expect(readText(escapeText(plain))).toBe(plain);
      }),
    );
  });

  test('se coupe sans rien perdre, en parties que Slack accepte', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 400 }), { maxLength: 60 }), (lines) => {
        const text = lines.join('\n');
        const parts = splitText(text);
        expect(Math.max(0, ...parts.map(({ length }) => length))).toBeLessThanOrEqual(2_900);
        expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });
});

test('une ligne dit ce qui change, avant et après, en mots', () => {
  const before = {
    project: 'P001',
    profile: 'Développeur',
    quarterDays: 40,
    dailyRateCents: 50_000,
    plannedDailyCostCents: null,
  };
  const change = { entity: 'budget' as const, before, after: { ...before, quarterDays: 30, dailyRateCents: 45_050 } };
  const [line] = showRows({ rows: [change] });
  expect(line?.replaceAll(/\s/g, ' ')).toBe('· P001, TJM 500,00 € → 450,50 €, jours 10 j → 7,5 j');
  expect(showRows({ rows: Array.from({ length: 8 }, () => change) }).at(-1)).toBe('… et 3 autres lignes');
});

test('l’aide nomme chaque raccourci, et chacun est compris', () => {
  const words = [...sayHelp().matchAll(/`\/vigie (\w+)/g)].map(([, word = '']) => word);
  expect(words).toEqual(['derive', 'marge', 'dispo', 'cra', 'facturation', 'ou', 'decider']);
  for (const word of words.filter((one) => one !== 'decider'))
    expect(readShortcut(`${word} Atlas`)).toMatchObject({
      kind: 'question',
      text: expect.stringMatching(/^[A-Z].* \?$/),
    });
  expect(readShortcut('où p014')).toEqual({ kind: 'where', code: 'P014', text: 'Où en est p014 ?' });
  expect(readShortcut('décider')).toEqual({ kind: 'decide' });
});

test('le manifeste demande ce que le code entend, à l’adresse où il l’entend', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/slack-manifest.json'), 'utf8')) as {
    features: { slash_commands: { command: string; url: string }[] };
    oauth_config: { scopes: { bot: string[] } };
    settings: {
      event_subscriptions: { request_url: string; bot_events: string[] };
      interactivity: { request_url: string };
    };
  };
  const { features, settings, oauth_config: oauth } = manifest;
  const addresses = [
    ...features.slash_commands.map(({ url }) => url),
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
  ];
  expect(addresses.map((address) => new URL(address).pathname)).toEqual([SLACK_PATH, SLACK_PATH, SLACK_PATH]);
  expect(features.slash_commands.map(({ command }) => command)).toEqual(['/vigie']);
  expect(settings.event_subscriptions.bot_events).toEqual(['app_mention', 'message.im']);
  // chat.postMessage and postEphemeral, conversations.open, conversations.history, and what is heard.
  expect(oauth.scopes.bot).toEqual(['app_mentions:read', 'chat:write', 'commands', 'im:history', 'im:write']);
});
