// A document cut in passages: what is found, cited and given to a reader, each on one page.
import { Document } from '@langchain/core/documents';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';

export type Passage = {
  /** From 1, in the document's order. */
  readonly rank: number;
  readonly page: number;
  readonly text: string;
};

/** A paragraph or two: enough to be understood alone, short enough to be cited. */
const PASSAGE_CHARACTERS = 900;
/** A sentence cut between two passages stands whole in one of them. */
const SHARED_CHARACTERS = 120;

export async function splitPassages(
  pages: readonly { readonly page: number; readonly text: string }[],
): Promise<Passage[]> {
  const splitter = new RecursiveCharacterTextSplitter({
    chunkSize: PASSAGE_CHARACTERS,
    chunkOverlap: SHARED_CHARACTERS,
  });
  const documents = pages.map(({ page, text }) => new Document({ pageContent: text, metadata: { page } }));
  const parts = await splitter.splitDocuments(documents);
  return parts.map(({ pageContent, metadata }, i) => ({
    rank: i + 1,
    page: (metadata as { page: number }).page,
    text: pageContent,
  }));
}
