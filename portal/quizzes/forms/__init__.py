"""Forms of quizzes, a module for each deed."""
