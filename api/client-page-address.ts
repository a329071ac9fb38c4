// Where a client validates CRAs: written in a mail, or handed over by who asked. Served by api/routes/client-links.ts.

export function clientPageAddress(publicUrl: string, secret: string): string {
  return `${publicUrl}/lien/cra/${secret}`;
}
