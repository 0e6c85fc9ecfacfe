"""Claims for people with data tools: as a DataFrame, as Parquet, and in SQL over one or many runs.

tables     the lists of a run as flat tables: their columns, types and rows
frame      claims as a Polars DataFrame
loading    the tables as DuckDB has them
database   runs as tables of DuckDB, and questions to them that can touch nothing else
store      a database file that grows from run to run
results    the answer to a question as text
extra      the libraries behind it, which are optional
"""

from claimx.frames.frame import to_frame

__all__ = ["to_frame"]
