import { describe, expect, test } from 'vitest';
import { writeDunningMail, writeInvoiceMail } from '../../domain/client-mails.ts';

const DUE = {
  number: 'F2026-00012',
  issuedOn: '2026-09-01',
  dueOn: '2026-10-01',
  grossCents: 1_287_288,
  leftCents: 1_287_288,
};

describe('les lettres aux clients', () => {
  test('disent la facture, son montant et son échéance', () => {
    const mail = writeInvoiceMail(DUE, 'ACME', 'Compta@client.fr', '2026-10-31');
    expect(mail.key).toBe('invoice:F2026-00012:2026-10-31:compta@client.fr');
    expect(mail.body).toContain('01/10/2026');
  });

  test('ne parlent de la loi qu’au deuxième rappel, pénalités et 40 € compris', () => {
    const [first, second, third] = [1, 2, 3].map((level) =>
      writeDunningMail(DUE, level, 'ACME', 'a@b.fr', '2026-10-21'),
    );
    expect(first?.body).not.toContain('L441-10');
    // DOMAIN.md 3.2: 12 872,88 € TTC, twenty days late at 12,15 %.
    expect(second?.body).toContain('85,70');
    expect(second?.body).toContain('40,00');
    expect(third?.subject).toContain('mise en demeure');
    expect(new Set([first?.key, second?.key, third?.key]).size).toBe(3);
  });
});
