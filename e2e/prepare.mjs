// Makes the city that journeys copy, so that those which begin at the same time find it.
import { prepared } from "./server.mjs";

await prepared();
