"""When newer editions of the official tables are usually published: what is here, what comes next, what is overdue."""
