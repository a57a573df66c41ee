"""What a coach sees and types into during a workshop; one widget per module, nothing imported before it is needed."""
