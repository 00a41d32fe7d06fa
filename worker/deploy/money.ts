/** Explains what the team will pay, asks for price and budget, and turns the answers into variables of the Worker. */

import { KNOWN_MODELS } from "../../core/speech/assemblyai/models.ts";
import type { Prices } from "../../core/protocol/worker-api.ts";
import { defaultLimits, worstDay } from "../budget/worst-day.ts";
import type { GuideOptions } from "./guide-options.ts";

/** Dollars an hour of one source (docs/protocol.md#close-codes-and-limits). */
const SPEECH_PRICE = 0.45;
const STREAMING_PRICE = 0.15;
/** Default of `DAILY_BUDGET_USD`. */
const BUDGET = 10;

export const EXPLANATION = `
Earshot for your team: a small program at Cloudflare keeps your AssemblyAI key, and lets in whom you invite.
Audio goes from each browser straight to AssemblyAI. docs/workplace.md is a page for your privacy officer.

What it costs
  AssemblyAI   about $${SPEECH_PRICE} for an hour of speech; tab and microphone together are two hours an hour.
               Insights and notes: some cents for an hour of meeting, by the model.
               The account needs a payment method: a free one has no models for notes.
  Cloudflare   nothing on the free plan, $5 a month on the paid one.
               The free plan takes 100,000 requests a day, which is thousands of meetings. But a stranger who
               knows the address can use them up, and then nothing works until midnight UTC.
               For a team take the paid plan: https://dash.cloudflare.com, Workers & Pages, Plans.
`;

/** @returns variables for `wrangler deploy --var` */
export async function askForMoney({ ask, say }: GuideOptions): Promise<Record<string, string>> {
  if (!ask) return {};
  say(
    "\nPrices: https://www.assemblyai.com/pricing. They turn minutes into money; nobody is billed by them.",
  );
  const perHour = await askDollars(ask, "An hour of speech costs, in dollars", SPEECH_PRICE);
  const budget = await askDollars(
    ask,
    "The most that one person may spend a day, in dollars",
    BUDGET,
  );
  const prices = { speech_per_hour: priceOfModels(perHour), models: {} };
  sayWorstDay(say, budget, prices);
  return { PRICES: JSON.stringify(prices), DAILY_BUDGET_USD: String(budget) };
}

function sayWorstDay(say: GuideOptions["say"], budget: number, prices: Prices): void {
  const { counted } = worstDay(defaultLimits(budget, prices), []);
  if (counted === null) return;
  say(`
The most a leaked code can cost a day: $${Math.ceil(counted).toLocaleString("en")}, if its holder lies about every session and opens each as often as AssemblyAI
lets them. Models that are asked inside a speech session are limited by AssemblyAI alone. So set a spending limit there too, and end a
leaked code at once: npm run codes -- end NAME`);
}

async function askDollars(
  ask: NonNullable<GuideOptions["ask"]>,
  question: string,
  otherwise: number,
): Promise<number> {
  for (;;) {
    const answer = (await ask(`${question} [${otherwise}]: `)).replace(/^\$/, "").replace(",", ".");
    if (answer === "") return otherwise;
    if (/^\d{1,4}(\.\d{1,4})?$/.test(answer)) return Number(answer);
  }
}

/** Models whose price is not known are left out: their meetings show minutes. */
const priceOfModels = (perHour: number): Record<string, number> =>
  Object.fromEntries(
    KNOWN_MODELS.map(({ id }) => id)
      .filter((id) => !id.startsWith("whisper-"))
      .map((id) => [
        id,
        id.startsWith("universal-streaming-") ? Math.min(perHour, STREAMING_PRICE) : perHour,
      ]),
  );
