"""The machine: commands -> events -> state, the log that keeps them, and what reaches the people. Knows no feature by
name.
"""
