"""Where the heavy joins run: inside this process on DuckDB, or on a Spark cluster. The same words go to both."""

import tempfile
from pathlib import Path
from typing import Any, Protocol


class Engine(Protocol):
    """Makes tables from SELECTs that both dialects read alike, and hands them out as Parquet files."""

    name: str

    def take(self, table: str, path: Path) -> None:
        """A table from a Parquet file or folder."""

    def make(self, table: str, sql: str) -> None:
        """A table from a SELECT."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A small answer."""

    def hand_out(self, table: str, path: Path) -> None:
        """The table as Parquet at `path` (a file or a folder)."""

    def close(self) -> None: ...


class Absent(RuntimeError):
    """A package that this needs is not installed; the sentence says which and how."""


def duckdb_connection(threads: int = 0, memory: str = "") -> Any:
    """A DuckDB connection of our own. Absent when the package is not there."""
    try:
        import duckdb
    except ImportError:
        raise Absent(
            "DuckDB is not installed: run `./abrigo setup linkage` once, it fetches what requirements/linkage.txt pins"
        ) from None
    con = duckdb.connect()
    if threads:
        con.execute(f"SET threads={threads}")
    if memory:
        con.execute(f"SET memory_limit='{memory}'")
    con.execute("SET preserve_insertion_order=false")
    return con


class InDuckDB:
    """Inside this process, spilling to `folder` when memory runs short."""

    name = "duckdb"

    def __init__(self, folder: Path, *, threads: int = 0, memory: str = "") -> None:
        self.con = duckdb_connection(threads, memory)
        self.con.execute(f"SET temp_directory='{folder}/spill'")

    def take(self, table: str, path: Path) -> None:
        where = f"{path}/*.parquet" if path.is_dir() else str(path)
        self.con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_parquet('{where}')")

    def make(self, table: str, sql: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TABLE {table} AS {sql}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self.con.execute(sql).fetchall()
        return found

    def hand_out(self, table: str, path: Path) -> None:
        self.con.execute(f"COPY (SELECT * FROM {table}) TO '{path}' (FORMAT parquet)")

    def close(self) -> None:
        self.con.close()


class OnSpark:
    """On Spark: `master` is local[2], or the address of a cluster that sees `folder` (a shared disk or store)."""

    name = "spark"

    def __init__(self, folder: Path | str, *, master: str = "local[2]", memory: str = "2g") -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise Absent(
                "PySpark is not installed: run `./abrigo setup spark` once, and see that Java 17 is there"
            ) from None
        self.folder = str(folder)
        build: Any = SparkSession.builder
        asked = build.master(master).appName("abrigo link").config("spark.ui.enabled", "false")
        asked = asked.config("spark.driver.memory", memory).config("spark.sql.shuffle.partitions", "8")
        asked = asked.config("spark.sql.ansi.enabled", "false").config("spark.local.dir", tempfile.gettempdir())
        self.spark = asked.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")

    def take(self, table: str, path: Path) -> None:
        self.spark.read.parquet(str(path)).createOrReplaceTempView(table)

    def make(self, table: str, sql: str) -> None:
        # Written out and read back: a cluster that loses a worker then repeats one step and not the whole night.
        where = f"{self.folder}/spark-{table}"
        self.spark.sql(sql).write.mode("overwrite").parquet(where)
        self.spark.read.parquet(where).createOrReplaceTempView(table)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.spark.sql(sql).collect()]

    def hand_out(self, table: str, path: Path) -> None:
        self.spark.table(table).write.mode("overwrite").parquet(str(path))

    def close(self) -> None:
        self.spark.stop()
