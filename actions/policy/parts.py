"""What all parts of the policy share."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A part of the policy: no unknown key, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
