// One need: what is asked, three ways to fill it, everybody who can take it with each term of their score, and who cannot
// and why.

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { namesQuery, type Names } from '../api-client.ts';
import { sayCount } from '../../../domain/french.ts';
import { formatDay, formatDays, formatEuros, formatNumber, formatPercent, formatRate } from '../format.ts';
import { FigureList } from '../parts/figure-list.tsx';
import { ProposeChanges } from '../parts/propose-changes.tsx';
import type { AskedChange, Candidate, OpenNeed } from '../staffing-queries.ts';
import { AIM_WORDS, CONSTRAINT_WORDS, NEED_KIND_WORDS, SKILL_SOURCE_WORDS, TERM_WORDS } from './staffing-words.ts';

/** @param isPartial its first candidates alone are known so far. */
export function NeedDetail({
  need,
  names,
  isPartial,
}: {
  need: OpenNeed;
  names: Names | undefined;
  isPartial: boolean;
}) {
  const title = need.profile ?? 'Sans profil';
  return (
    <article className="vigie-need" aria-label={`${title}, ${need.title ?? need.id}`} aria-busy={isPartial}>
      <NeedHead need={need} names={names} />
      <WhoCan need={need} />
    </article>
  );
}

/** Three ways to fill it, everybody who can take it, and who cannot. */
export function WhoCan({ need, level = 3 }: { need: OpenNeed; level?: 2 | 3 }) {
  return (
    <>
      {need.message !== null && (
        <Text size="sm" role="status" className="vigie-sheet vigie-note">
          {need.message}
        </Text>
      )}
      {need.alternatives.length > 0 && <Alternatives need={need} />}
      {need.candidates.length > 0 && <Candidates need={need} level={level} />}
      {need.blocked.length > 0 && <Blocked need={need} />}
    </>
  );
}

function NeedHead({ need, names }: { need: OpenNeed; names: Names | undefined }) {
  const { kind, opportunity, project, client, starts_on: from, ends_on: to } = need;
  const figures: [label: string, figure: string][] = [
    ['Jours', need.days === null ? 'non dits' : formatDays(need.days)],
    ['Part du temps', need.share === null ? 'non dite' : formatPercent(need.share)],
    ['Probabilité', formatPercent(need.probability)],
    ['TJM', formatEuros(need.daily_rate)],
  ];
  return (
    <header className="vigie-sheet vigie-card">
      <Text size="xs" className="vigie-quiet" fw={600}>
        {NEED_KIND_WORDS[kind]}
        {need.people !== null && need.people > 1 && ` · ${need.people} personnes`}
        {need.replaces !== null && ` de ${names?.consultants[need.replaces.consultant] ?? need.replaces.consultant}`}
      </Text>
      <Title order={2} size="h4">
        {need.profile ?? 'Sans profil'}
      </Title>
      <Text size="sm">
        {need.title}{' '}
        {opportunity !== null && (
          <Link to="/opportunites/$code" params={{ code: opportunity }}>
            {opportunity}
          </Link>
        )}
        {project !== null && (
          <Link to="/projets/$code" params={{ code: project }}>
            {project}
          </Link>
        )}
        {client !== null && <span className="vigie-quiet"> · {names?.clients[client] ?? client}</span>}
      </Text>
      <Text size="sm" mt={6}>
        {from === null ? 'Sans début' : `Du ${formatDay(from)}`} {to === null ? 'sans fin' : `au ${formatDay(to)}`}
      </Text>
      <FigureList className="vigie-card-figures vigie-six" figures={figures} />
      {need.skills.length > 0 && (
        <Text size="sm">
          <span className="vigie-quiet">
            Compétences {need.skills_from === null ? '' : SKILL_SOURCE_WORDS[need.skills_from]} :
          </span>{' '}
          {need.skills
            .map(({ skill, level, required }) => `${skill} ${level}${required ? ' (exigée)' : ''}`)
            .join(', ')}
        </Text>
      )}
    </header>
  );
}

const reasonOf = ({ profile, title, id }: OpenNeed): string => `Besoin : ${profile ?? 'sans profil'}, ${title ?? id}.`;

/** The one that is asked for, with the others as what could be chosen in its place. */
function changeOf(need: OpenNeed, { command, input }: Pick<AskedChange, 'command' | 'input'>): AskedChange {
  const others = need.alternatives.filter((one) => one.command === command && one.input !== input);
  return { command, input, alternatives: others.map((one) => one.input) };
}

function Alternatives({ need }: { need: OpenNeed }) {
  return (
    <section aria-label="Trois possibilités">
      <ul className="vigie-plain-list vigie-three">
        {need.alternatives.map((one) => (
          <li key={one.aim} className="vigie-sheet vigie-card">
            <Text size="xs" className="vigie-quiet" fw={600}>
              {AIM_WORDS[one.aim].title} <span>· {AIM_WORDS[one.aim].about}</span>
            </Text>
            <Text fw={600}>{one.name}</Text>
            <Text size="sm" className="vigie-figures">
              {formatDays(one.days)} · couvre {formatPercent(one.coverage)} · score {formatNumber(one.score)}
              {one.margin !== null && (
                <>
                  <br />
                  Marge {formatEuros(one.margin)} {one.margin_rate !== null && `(${formatRate(one.margin_rate)})`}
                </>
              )}
            </Text>
            <Displaced displaced={one.displaced} />
            <ProposeChanges
              label="Proposer"
              about={one.name}
              changes={[changeOf(need, one)]}
              reason={`${reasonOf(need)} ${AIM_WORDS[one.aim].title} : ${one.sentence}`}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Displaced({ displaced }: { displaced: Candidate['displaced'] }) {
  const names = useQuery(namesQuery).data;
  if (displaced.length === 0)
    return (
      <Text size="sm" className="vigie-quiet">
        Ne déplace personne.
      </Text>
    );
  return (
    <Text size="sm" className="vigie-warn">
      Déplace{' '}
      {displaced
        .map(
          ({ assignment, target, days }) =>
            `${assignment} sur ${names?.projects[target] ?? target} (${formatDays(days)})`,
        )
        .join(', ')}
    </Text>
  );
}

function Candidates({ need, level }: { need: OpenNeed; level: 2 | 3 }) {
  const hidden = need.feasible - need.candidates.length;
  return (
    <section aria-label="Candidats">
      <Title order={level} size="h5" mb={6}>
        {sayCount(need.feasible, 'candidat, classé', 'candidats, classés')}
      </Title>
      <ol className="vigie-sheet vigie-plain-list vigie-candidates">
        {need.candidates.map((candidate) => (
          <li key={candidate.code}>
            <CandidateCard candidate={candidate} need={need} />
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <Text size="sm" className="vigie-quiet" mt={4}>
          … et {sayCount(hidden, 'autre', 'autres')}, moins bien placés.
        </Text>
      )}
    </section>
  );
}

function CandidateCard({ candidate, need }: { candidate: Candidate; need: OpenNeed }) {
  const { code, name, profile, score, coverage, days, starts_on: from, ends_on: to, share, margin } = candidate;
  return (
    <details>
      <summary>
        <span>
          <strong>{name}</strong> <span className="vigie-quiet">{profile}</span>
        </span>
        <span className="vigie-figures vigie-small">
          {formatDays(days)} · {formatPercent(coverage)}
          {margin !== null && ` · ${formatEuros(margin)}`}
        </span>
        <Score score={score} />
      </summary>
      <div className="vigie-candidate">
        <Text size="sm">
          {from !== null && to !== null && `Du ${formatDay(from)} au ${formatDay(to)}`}
          {share !== null && ` à ${formatPercent(share)}`}
          {candidate.leaves_on !== null && (
            <strong className="vigie-alert"> · quitte l’entreprise le {formatDay(candidate.leaves_on)}</strong>
          )}
          <span className="vigie-quiet">
            {' '}
            · {formatDays(candidate.free_days)} libres
            {candidate.load !== null && `, charge ferme ${formatPercent(candidate.load)}`}
          </span>
        </Text>
        <Terms terms={candidate.terms} />
        <Displaced displaced={candidate.displaced} />
        {candidate.ready !== null && (
          <ProposeChanges
            label="Proposer"
            about={`${name} (${code})`}
            changes={[changeOf(need, candidate.ready)]}
            reason={`${reasonOf(need)} ${name}, score ${formatNumber(score)}.`}
          />
        )}
      </div>
    </details>
  );
}

function Score({ score }: { score: number }) {
  return (
    <span className="vigie-score vigie-figures">
      <meter min={0} max={100} value={score} aria-hidden />
      <span>
        <span className="vigie-hidden">score </span>
        {formatNumber(score)}
      </span>
    </span>
  );
}

function Terms({ terms }: Pick<Candidate, 'terms'>) {
  return (
    <table className="vigie-table vigie-terms">
      <caption className="vigie-hidden">Chaque raison du score, et ce qu’elle pèse</caption>
      <thead>
        <tr>
          <th scope="col">Raison</th>
          <th scope="col" className="vigie-number">
            Note
          </th>
          <th scope="col" className="vigie-number">
            Poids
          </th>
          <th scope="col">Pourquoi</th>
        </tr>
      </thead>
      <tbody>
        {terms.map(({ term, value, weight, detail }) => (
          <tr key={term}>
            <th scope="row">{TERM_WORDS[term]}</th>
            <td className="vigie-number">{value === null ? 'non comptée' : formatPercent(value)}</td>
            <td className="vigie-number">{value === null ? '' : formatNumber(weight)}</td>
            <td>{detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Blocked({ need }: { need: OpenNeed }) {
  const nearest = need.nearest_miss;
  return (
    <details className="vigie-rows" open={need.feasible === 0}>
      <summary>
        {sayCount(need.considered - need.feasible, 'personne écartée', 'personnes écartées')}, et pourquoi
      </summary>
      <ul className="vigie-sheet vigie-plain-list vigie-blocked">
        {need.blocked.map(({ code, name, profile, constraint, detail, score }) => (
          <li key={code} data-nearest={code === nearest?.code || undefined}>
            <strong>{name}</strong> <span className="vigie-quiet">{profile}</span>
            {code === nearest?.code && <span className="vigie-chance">au plus près</span>}
            <div>
              {CONSTRAINT_WORDS[constraint]} : {detail}{' '}
              <span className="vigie-quiet">(score {formatNumber(score)})</span>
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
