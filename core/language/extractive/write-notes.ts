/** Notes of a meeting: every bullet consists of words of one turn and cites it. */

import { answersInPart, answersTo } from "./answer.ts";
import { inSpokenOrder, chosenFor } from "./ranking.ts";
import { bullet, type NotedPoint, type Point, readPoints } from "./point.ts";
import type { NotesRequest } from "./notes-request.ts";
import { type Clause, clausesIn } from "./passages.ts";
import { type Section, sectionFor, sectionsFor } from "./note-sections.ts";

const NOTES_LABEL = "_Sentences picked from the transcript, not written by a language model._";
const EMPTY = "The transcript is empty: there is nothing to summarize.";
const UNANSWERED = "The transcript does not answer this question.";
const GREETING = "Hello everyone, here is what was said and agreed in our meeting.";

/** The limit that the prompt for a part names. */
const MOST_OF_PART = 20;

/** @returns Markdown: under each heading its bullets or "None."; for a part of a long transcript, bullets only */
export function writeNotes(request: NotesRequest): string {
  const clauses = clausesIn(request.turns);
  if (request.form === "bullets") return writePart(request, clauses);
  if (clauses.length === 0 && request.notes.length === 0) return labelled(EMPTY);

  const { question } = request;
  if (question !== null) {
    const noted = notedPoints(request, []);
    const answers = answersTo(question, clauses, noted);
    return labelled(answers.length === 0 ? UNANSWERED : bullets(answers));
  }
  const blanks = blanksFor(request);
  const titles = blanks.map(({ title }) => title);
  const noted = notedPoints(request, titles);
  const sections = blanks.map(({ line, title, section }) => {
    // A point stays under its heading. A point under an unknown heading goes to the section that holds its words.
    const before = noted.filter((point) =>
      titles.includes(point.heading ?? "") ? point.heading === title : section.holds(point),
    );
    const points = chosenFor(section, clauses, before);
    const inOrder = section.isByWeight ? points : inSpokenOrder(points);
    const box = section.hasTasks && request.task.includes(TASK_BOX) ? TASK_BOX : "-";
    return `${line}\n${inOrder.length === 0 ? "None." : bullets(inOrder, box)}`;
  });
  return labelled(...(/\bgreeting\b/i.test(request.task) ? [GREETING] : []), ...sections);
}

const labelled = (...paragraphs: readonly string[]): string =>
  [NOTES_LABEL, ...paragraphs].join("\n\n");

/** How a template asks for tasks that can be ticked. */
const TASK_BOX = "- [ ]";

const bullets = (points: readonly Point[], sign = "-"): string =>
  points.map((point) => `${sign} ${bullet(point)}`).join("\n");

/** A heading to fill, and what it asks for. */
interface Blank {
  readonly line: string;
  readonly title: string;
  readonly section: Section;
}

const blanksFor = ({ headings, task }: NotesRequest): Blank[] =>
  headings.length > 0
    ? headings.map((heading) => ({ ...heading, section: sectionFor(heading.title) }))
    : sectionsFor(task).map((section) => ({
        line: `## ${section.title}`,
        title: section.title,
        section,
      }));

/** Each bullet names its heading, for the notes of the whole meeting. */
function writePart(request: NotesRequest, clauses: readonly Clause[]): string {
  if (request.question !== null) {
    const answers = answersInPart(request.question, clauses).slice(0, MOST_OF_PART);
    return answers.length === 0 ? "- None." : bullets(answers);
  }
  const found = blanksFor(request).map((blank) =>
    chosenFor(blank.section, clauses, []).map((point) => ({ point, title: blank.title })),
  );
  const kept = new Set(shares(found, MOST_OF_PART));
  const lines = found.flatMap((points) =>
    points
      .filter((point) => kept.has(point))
      .map(({ point, title }) => `- ${title}: ${bullet(point)}`),
  );
  return lines.length === 0 ? "- None." : lines.join("\n");
}

/** Takes the first of each list, then the second of each, up to `most`. */
function shares<T>(lists: readonly (readonly T[])[], most: number): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  )
    .flat()
    .slice(0, most);
}

const notedPoints = ({ notes }: NotesRequest, titles: readonly string[]): NotedPoint[] =>
  notes.flatMap((markdown) => readPoints(markdown, titles));
