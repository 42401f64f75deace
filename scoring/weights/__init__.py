"""Where weights come from and what they do; the weights in force live in the indicator model."""
