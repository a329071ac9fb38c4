// A PDF made an archive that carries its own data: PDF/A-3b (ISO 19005-3) with the Factur-X file attached (Factur-X 1.09,
// chapter 6). The library's own embedding dates the file by the clock and writes it twice; here the same invoice gives
// the same bytes, once.
import { createHash } from 'node:crypto';
import { AFRelationship, PDFHexString, PDFName, PDFString, type PDFDocument } from 'pdf-lib';
import type { CivilDate } from '../../domain/civil-dates.ts';
import { writeSrgbProfile } from './srgb-profile.ts';

const ATTACHMENT = 'factur-x.xml';
const PRODUCER = 'Vigie';

let profile: Uint8Array | null = null;

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The four properties of Factur-X, which PDF/A asks to see declared. */
const EXTENSION = `
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>fx</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq>${[
      ['DocumentFileName', 'The name of the embedded XML document'],
      ['DocumentType', 'The type of the hybrid document in capital letters, e.g. INVOICE or ORDER'],
      ['Version', 'The actual version of the standard applying to the embedded XML document'],
      ['ConformanceLevel', 'The conformance level of the embedded XML document'],
    ]
      .map(
        ([name, description]) => `
     <rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>${name}</pdfaProperty:name>
      <pdfaProperty:valueType>Text</pdfaProperty:valueType>
      <pdfaProperty:category>external</pdfaProperty:category>
      <pdfaProperty:description>${description}</pdfaProperty:description>
     </rdf:li>`,
      )
      .join('')}
    </rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
   <fx:DocumentType>INVOICE</fx:DocumentType>
   <fx:DocumentFileName>${ATTACHMENT}</fx:DocumentFileName>
   <fx:Version>1.0</fx:Version>
   <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
  </rdf:Description>`;

function writeMetadata(title: string, issuedOn: CivilDate, hasData: boolean): string {
  const date = `${issuedOn}T00:00:00Z`;
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(title)}</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <pdf:Producer>${PRODUCER}</pdf:Producer>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <xmp:CreatorTool>${PRODUCER}</xmp:CreatorTool>
   <xmp:CreateDate>${date}</xmp:CreateDate>
   <xmp:ModifyDate>${date}</xmp:ModifyDate>
  </rdf:Description>${hasData ? EXTENSION : ''}
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

function addOutputIntent({ context, catalog }: PDFDocument): void {
  profile ??= writeSrgbProfile();
  const name = PDFString.of('sRGB IEC61966-2.1');
  const intent = context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    OutputConditionIdentifier: name,
    Info: name,
    DestOutputProfile: context.register(context.flateStream(profile, { N: 3 })),
  });
  catalog.set(PDFName.of('OutputIntents'), context.obj([intent]));
}

/**
 * Makes the document a PDF/A-3b dated by its issue, and writes it.
 * @param xml the Factur-X file; null: the paper alone.
 */
export async function archivePdf(
  pdf: PDFDocument,
  { title, issuedOn, xml }: { title: string; issuedOn: CivilDate; xml: string | null },
): Promise<Uint8Array> {
  const issued = new Date(`${issuedOn}T00:00:00Z`);
  pdf.setTitle(title);
  pdf.setProducer(PRODUCER);
  pdf.setCreator(PRODUCER);
  pdf.setCreationDate(issued);
  pdf.setModificationDate(issued);
  pdf.setLanguage('fr-FR');
  if (xml !== null) {
    await pdf.attach(Buffer.from(xml, 'utf8'), ATTACHMENT, {
      mimeType: 'text/xml',
      description: 'Factur-X',
      // The data say what the paper says (Factur-X, 6.2.2).
      afRelationship: AFRelationship.Alternative,
      creationDate: issued,
      modificationDate: issued,
    });
  }
  addOutputIntent(pdf);
  const metadata = Buffer.from(writeMetadata(title, issuedOn, xml !== null), 'utf8');
  const { context, catalog } = pdf;
  catalog.set(
    PDFName.of('Metadata'),
    context.register(context.stream(metadata, { Type: 'Metadata', Subtype: 'XML', Length: metadata.length })),
  );
  // PDF/A wants an identifier: of what the document says, not of the moment.
  const identifier = PDFHexString.of(
    createHash('sha256')
      .update(xml ?? title)
      .digest('hex')
      .slice(0, 32),
  );
  context.trailerInfo.ID = context.obj([identifier, identifier]);
  return pdf.save();
}
