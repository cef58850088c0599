import fc from "fast-check";

// The same random cases in every run, or a score would be a matter of luck. Which case is the smallest interests nobody here.
fc.configureGlobal({ seed: 1, endOnFailure: true });
