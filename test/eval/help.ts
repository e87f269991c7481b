export const HELP = `npm run eval [-- --misses | --routing]

Measures search through the real parts: it brings the plant corpus (MILLWRIGHT_CORPUS, or ../shared/corpus) and then the
sample plant into a fresh data directory and asks questions whose place is known. It prints figures and asserts nothing;
all of them, question by question, go to test-results/eval.json.

  hit@1, hit@5  share of questions with a passage of the right file and the right page (one page off counts) among the first
  MRR@20        mean of 1 / place of the first such passage, 0 where none of 20 is right
  quote@5       share with the supporting words themselves in one of the first five passages: stricter, and the only
                one that looks inside documents without pages

  dev           the corpus' own questions, by kind, and the halves with odd and even numbers: a gain should show on both
  written       questions in other words, written for passages drawn at random (written-questions.jsonl)
  sample        the questions of the sample plant
  heading, cut, row   made from the documents by a fixed rule (known-items.ts)

  keyword       what search does in this mode, and without an embedding model
  vector        the nearest by meaning alone
  hybrid        what search does with the bundled model, as people get it

  stage by stage  the product's own measuring (evaluation.run): BM25 alone, vectors alone, both fused, ranked anew; with the
                exact page among the first five, and how many unanswerable questions were told so

  routing       which agent a question is for, on the test half of the labelled questions (test/eval/routing/test-half.jsonl; the train
                half ships as resources/routing/examples.jsonl): right means that agent and no other, in one piece; what was asked
                back counts by the agent it leaned to; and messages with several intents (test/eval/routing/splitting.jsonl): precision and
                recall of taking them apart at the right places, by half, and what went wrong in the train half

  --routing     only that
  --misses      also prints, for each question not answered in the first five, where its passage stands in each list
`;
