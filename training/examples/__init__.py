"""From a teacher's worked examples to what an adapter learns: how the class works, in which words, and more of the same."""
