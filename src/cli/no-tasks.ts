/** What to do where there is a task repository, but nothing in it. */
export const noTasks = "there are no tasks yet: `runner new task NAME` writes a first one\n";
