"""The database: the only package that imports SQLAlchemy."""

from storage.engine import Database, Session, Unavailable

__all__ = ["Database", "Session", "Unavailable"]
