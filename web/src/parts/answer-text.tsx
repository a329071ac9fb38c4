// The text of an answer: plain Markdown, no HTML, no picture, no address but ours; its figures lead to their rows.

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import Markdown from 'react-markdown';
import type { Figure } from '../api-client.ts';
import { addressOfSource } from '../evidence.ts';
import { cutAtFigures } from '../figure-links.ts';

type Node = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, string>;
  children?: Node[];
};

function linkText(node: Node, figures: readonly Figure[]): Node[] {
  return cutAtFigures(node.value ?? '', figures).map(({ text, figure }): Node => {
    const address = figure === null ? null : addressOfSource(figure.source);
    if (address === null) return { type: 'text', value: text };
    return {
      type: 'element',
      tagName: 'a',
      properties: { href: address },
      children: [{ type: 'text', value: text }],
    };
  });
}

/** Puts links in the tree that the Markdown has become, where a figure stands in its text. */
function linkFigures(figures: readonly Figure[]) {
  const walk = (node: Node): void => {
    if (node.tagName === 'a' || node.children === undefined) return;
    node.children = node.children.flatMap((child) => {
      if (child.type === 'text') return linkText(child, figures);
      walk(child);
      return [child];
    });
  };
  return walk;
}

/** Only addresses of this application are followed. */
function keepOurs(address: string): string {
  return /^\/(?![/\\])/.test(address) ? address : '';
}

const ALLOWED = ['p', 'br', 'strong', 'em', 'ul', 'ol', 'li', 'a', 'code', 'blockquote', 'h3', 'h4'];

function FigureLink({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  if (href === undefined || href === '') return <>{children}</>;
  return (
    <Link to={href} className="vigie-figure" title="Voir les lignes de ce chiffre">
      {children}
    </Link>
  );
}

const COMPONENTS = { a: FigureLink };

export function AnswerText({ text, figures }: { text: string; figures: readonly Figure[] }) {
  return (
    <div className="vigie-answer">
      <Markdown
        skipHtml
        allowedElements={ALLOWED}
        unwrapDisallowed
        urlTransform={keepOurs}
        rehypePlugins={[() => linkFigures(figures)]}
        components={COMPONENTS}
      >
        {text}
      </Markdown>
    </div>
  );
}
